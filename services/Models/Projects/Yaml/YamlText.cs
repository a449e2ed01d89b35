using ControlPlane.Models.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>
/// YAML 1.1 as the reference reads it: null, bool, long, double, string, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/>,
/// <c>List&lt;object?&gt;</c>, <see cref="YamlMapping"/>; anchors, aliases and merge keys resolved.
/// </summary>
public sealed class YamlText
{
    private const int MaxDepth = 200;

    /// <summary>Aliases of aliases may multiply: what a file may hold in all once they are resolved.</summary>
    private const int MaxValues = 1_000_000;

    private readonly Dictionary<AnchorName, object?> _anchors = [];
    private readonly IParser _parser;
    private readonly string _file;
    private int _values;

    private YamlText(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The mapping at the top of a file; null when the file is empty or invalid, which is then among the errors.</summary>
    public static YamlMapping? ReadMapping(string file, string text, ProjectErrors errors)
    {
        try
        {
            switch (Read(file, text))
            {
                case YamlMapping mapping: return mapping;
                case null: return null;
                default:
                    errors.Add(file, 1, "The file is not a YAML mapping.", "Start it with keys such as 'models:'.");
                    return null;
            }
        }
        catch (YamlException exception)
        {
            errors.Add(file, (int)exception.Start.Line, $"Invalid YAML: {exception.Message}", "Check the indentation and the quotes around this line.");
            return null;
        }
    }

    /// <summary>The first document of the text.</summary>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static object? Read(string file, string text) => new YamlText(file, text).Document();

    private object? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return null;
        var value = Value(0);
        if (!_parser.TryConsume<DocumentEnd>(out _) || _parser.Accept<DocumentStart>(out var next) && next is not null)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "expected a single document in the file");
        return value;
    }

    private object? Value(int depth)
    {
        var current = _parser.Current ?? throw new YamlException("the text ends early");
        if (depth > MaxDepth) throw new YamlException(current.Start, current.End, $"nested more than {MaxDepth} deep");
        if (++_values > MaxValues) throw new YamlException(current.Start, current.End, $"more than {MaxValues} values");
        switch (current)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return _anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, $"there is no anchor '{alias.Value}' before this alias");
            case Scalar scalar:
                _parser.MoveNext();
                var value = YamlScalar.Resolve(scalar);
                if (!scalar.Anchor.IsEmpty) _anchors[scalar.Anchor] = value;
                return value;
            case SequenceStart sequence:
                _parser.MoveNext();
                var list = new List<object?>();
                if (!sequence.Anchor.IsEmpty) _anchors[sequence.Anchor] = list;
                while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(Value(depth + 1));
                return list;
            case MappingStart start:
                _parser.MoveNext();
                return Mapping(start, depth);
            default:
                throw new YamlException(current.Start, current.End, "a value is expected here");
        }
    }

    private YamlMapping Mapping(MappingStart start, int depth)
    {
        var mapping = new YamlMapping(_file, (int)start.Start.Line);
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = mapping;
        List<object?>? merged = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var line = (int)_parser.Current!.Start.Line;
            var isMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            if (isMerge) (merged ??= []).AddRange(value as List<object?> ?? [value]);
            else mapping.Set(YamlScalar.Key(key), value, line);
        }
        foreach (var other in merged ?? [])
        {
            if (other is not YamlMapping source) throw new YamlException(start.Start, start.End, "only mappings can be merged with <<");
            foreach (var (key, value) in source)
                if (!mapping.ContainsKey(key)) mapping.Set(key, value, source.LineOf(key));
        }
        return mapping;
    }
}
