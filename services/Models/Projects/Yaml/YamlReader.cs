using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>Makes values of a parser's events, without a tree of nodes between.</summary>
internal sealed class YamlReader(IParser parser)
{
    private const int MaxDepth = 200;

    private readonly Dictionary<string, object?> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>Keys written twice in one mapping, each with the line of the later.</summary>
    public List<(string Key, int Line)> Duplicates { get; } = [];

    /// <exception cref="YamlException">The text is not one valid document.</exception>
    public object? Read()
    {
        try
        {
            return Document();
        }
        catch (InvalidOperationException) when (parser.Current is { } last)
        {
            // What the parser throws at a text that breaks off within brackets.
            throw new YamlException(last.End, last.End, "a list or mapping in brackets does not end");
        }
    }

    private object? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _)) return null;
        var value = Value();
        parser.Consume<DocumentEnd>();
        if (parser.Current is DocumentStart next) throw new YamlException(next.Start, next.End, "there is a second document in the file");
        return value;
    }

    private object? Value()
    {
        switch (parser.Current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return Anchored(scalar, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? YamlScalars.Plain(scalar.Value) : YamlScalars.Tagged(scalar));
            case SequenceStart start:
                Enter(start);
                var list = (List<object?>)Anchored(start, new List<object?>())!;
                while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(Value());
                _depth--;
                return list;
            case MappingStart start:
                Enter(start);
                var map = (YamlMap)Anchored(start, new YamlMap { Line = LineOf(parser.Current!) })!;
                Fill(map);
                _depth--;
                return map;
            case AnchorAlias alias:
                parser.MoveNext();
                return _anchors.TryGetValue(alias.Value.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, $"found undefined alias '{alias.Value.Value}'");
            case var other:
                throw new YamlException(other?.Start ?? Mark.Empty, other?.End ?? Mark.Empty, "the file ends unexpectedly");
        }
    }

    private void Fill(YamlMap map)
    {
        List<YamlMap>? merged = null;
        var own = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var place = parser.Current!;
            var merge = place is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var key = Value();
            if (key is YamlMap or List<object?>) throw new YamlException(place.Start, place.End, "a mapping or list cannot be a key");
            var value = Value();
            if (merge)
            {
                (merged ??= []).AddRange(value switch
                {
                    YamlMap single => [single],
                    List<object?> several when several.TrueForAll(each => each is YamlMap) => several.Cast<YamlMap>(),
                    _ => throw new YamlException(place.Start, place.End, "expected a mapping or a list of mappings to merge"),
                });
                continue;
            }
            var name = YamlScalars.Text(key);
            if (!own.Add(name)) Duplicates.Add((name, LineOf(place)));
            map.Put(name, value, LineOf(place));
        }
        foreach (var source in merged ?? [])
        {
            foreach (var (key, value) in source)
            {
                if (own.Add(key)) map.Put(key, value, source.LineOf(key));
            }
        }
    }

    private object? Anchored(NodeEvent node, object? value)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = value;
        return value;
    }

    private void Enter(ParsingEvent start)
    {
        if (++_depth > MaxDepth) throw new YamlException(start.Start, start.End, $"nested more than {MaxDepth} deep");
        parser.MoveNext();
    }

    private static int LineOf(ParsingEvent place) => (int)place.Start.Line;
}
