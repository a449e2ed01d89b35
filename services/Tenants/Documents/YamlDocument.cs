using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Tenants.Documents;

/// <summary>Reads one YAML document (core schema) as JSON. Duplicate keys are errors; what aliases expand to counts towards a limit.</summary>
internal sealed partial class YamlDocument
{
    public const int MostNodes = 20_000;
    public const int MostDepth = 40;

    private readonly Parser _parser;
    private readonly DocumentErrors _errors;
    private readonly Dictionary<string, JsonNode?> _anchors = [];
    private int _nodes;

    private YamlDocument(string text, DocumentErrors errors)
    {
        _parser = new Parser(new StringReader(text));
        _errors = errors;
    }

    /// <summary>Null when there is no mapping at the top or the text is not YAML; the errors say why.</summary>
    public static JsonObject? Read(string text, DocumentErrors errors)
    {
        try
        {
            var reader = new YamlDocument(text, errors);
            reader._parser.Consume<StreamStart>();
            if (reader._parser.TryConsume<StreamEnd>(out _)) return NotAnObject(errors);
            reader._parser.Consume<DocumentStart>();
            var root = reader.ReadNode("", 0);
            reader._parser.Consume<DocumentEnd>();
            if (!reader._parser.TryConsume<StreamEnd>(out _)) errors.Add("", "There is more than one document; send one.");
            return root as JsonObject ?? NotAnObject(errors);
        }
        catch (YamlException exception)
        {
            errors.Add("", $"Not YAML at line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}");
            return null;
        }
    }

    private static JsonObject? NotAnObject(DocumentErrors errors)
    {
        errors.Add("", "Expected a mapping with at least 'blueprint'.");
        return null;
    }

    private JsonNode? ReadNode(string path, int depth)
    {
        if (depth > MostDepth) throw Limit($"More than {MostDepth} levels deep");
        Count(1);
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Expand(alias);
        if (_parser.TryConsume<Scalar>(out var scalar)) return Keep(scalar.Anchor, ToStorable(scalar, path));
        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var array = new JsonArray();
            while (!_parser.TryConsume<SequenceEnd>(out _)) array.Add(ReadNode(DocumentErrors.Join(path, array.Count), depth + 1));
            return Keep(sequence.Anchor, array);
        }
        var mapping = _parser.Consume<MappingStart>();
        var result = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key)) throw new YamlException(_parser.Current?.Start ?? Mark.Empty, Mark.Empty, "Only plain text can be a key");
            var keyPath = StorableText.Is(key.Value) ? DocumentErrors.Join(path, key.Value) : path;
            var value = ReadNode(keyPath, depth + 1);
            if (!StorableText.Is(key.Value)) _errors.Add(path, StorableText.KeyProblem);
            else if (!result.TryAdd(key.Value, value)) _errors.Add(keyPath, $"The key is there twice, the second time in line {key.Start.Line}.");
        }
        return Keep(mapping.Anchor, result);
    }

    private JsonNode? Keep(AnchorName anchor, JsonNode? node)
    {
        if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
        return node;
    }

    private JsonNode? Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node)) throw new YamlException(alias.Start, alias.End, $"There is no anchor &{alias.Value.Value} before this");
        Count(Size(node));
        return node?.DeepClone();
    }

    private JsonValue? ToStorable(Scalar scalar, string path)
    {
        if (StorableText.Is(scalar.Value)) return ToValue(scalar);
        _errors.Add(path, StorableText.Problem);
        return null;
    }

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MostNodes) throw Limit($"More than {MostNodes} values, what aliases expand to included");
    }

    private YamlException Limit(string what) => new(_parser.Current?.Start ?? Mark.Empty, Mark.Empty, what);

    private static int Size(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Sum(entry => Size(entry.Value)),
        JsonArray list => 1 + list.Sum(Size),
        _ => 1,
    };

    private static JsonValue? ToValue(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific && scalar.Tag.Value == "tag:yaml.org,2002:str")) return JsonValue.Create(text);
        if (text is "" or "~" or "null" or "Null" or "NULL") return null;
        if (text is "true" or "True" or "TRUE") return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE") return JsonValue.Create(false);
        if (Integer().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return JsonValue.Create(integer);
        if (Number().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return JsonValue.Create(number);
        return JsonValue.Create(text);
    }

    [GeneratedRegex(@"\A[-+]?[0-9]{1,18}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
