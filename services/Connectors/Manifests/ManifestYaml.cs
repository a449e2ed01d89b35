using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Connectors.Manifests;

/// <summary>Reads YAML (or JSON) into JSON nodes with the scalar rules of YAML 1.1 that manifests are written for; dates stay text.</summary>
internal static class ManifestYaml
{
    /// <summary>Aliases can multiply a small text into a huge tree.</summary>
    public const int MaxNodes = 500_000;

    /// <summary>Manifests of vendors stay below 50; whatever walks a document calls itself once a level.</summary>
    public const int MaxDepth = 200;

    public static JsonNode? Read(string yaml, ManifestErrors errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new TreeParser(new Parser(new StringReader(yaml)), MaxDepth));
            if (stream.Documents.Count == 1)
            {
                var budget = MaxNodes;
                return Convert(stream.Documents[0].RootNode, ref budget, MaxDepth);
            }

            errors.Add("", $"expected one YAML document, found {stream.Documents.Count}");
        }
        catch (YamlException e)
        {
            errors.Add("", $"not valid YAML at line {e.Start.Line}, column {e.Start.Column}: {e.InnerException?.Message ?? e.Message}");
        }
        catch (InvalidDataException e)
        {
            errors.Add("", e.Message);
        }

        return null;
    }

    private static JsonNode? Convert(YamlNode node, ref int budget, int depth)
    {
        if (depth < 0) throw new InvalidDataException($"the document is nested more than {MaxDepth} levels deep");
        if (--budget < 0) throw new InvalidDataException($"the document expands to more than {MaxNodes} nodes");
        switch (node)
        {
            case YamlSequenceNode sequence:
                var array = new JsonArray();
                foreach (var item in sequence.Children) array.Add(Convert(item, ref budget, depth - 1));
                return array;
            case YamlMappingNode mapping:
                return ConvertMapping(mapping, ref budget, depth - 1);
            case YamlScalarNode { Style: ScalarStyle.Plain } scalar when scalar.Tag.IsEmpty:
                return Plain(scalar.Value ?? "");
            case YamlScalarNode scalar:
                return JsonValue.Create(scalar.Value ?? "");
            default:
                throw new InvalidDataException($"unexpected YAML node {node.NodeType}");
        }
    }

    private static JsonObject ConvertMapping(YamlMappingNode mapping, ref int budget, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new InvalidDataException($"line {key.Start.Line}: a key must be text");
            if (name != "<<")
            {
                result[name] = Convert(value, ref budget, depth);
                continue;
            }

            var sources = value is YamlSequenceNode many ? many.Children : [value];
            foreach (var source in sources)
            {
                if (Convert(source, ref budget, depth) is not JsonObject merged) throw new InvalidDataException($"line {key.Start.Line}: << needs a mapping");
                foreach (var (k, v) in merged)
                    if (!mapping.Children.ContainsKey(new YamlScalarNode(k)) && !result.ContainsKey(k)) result[k] = v?.DeepClone();
            }
        }

        return result;
    }

    private static JsonValue? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
        }

        // 0123 is octal in YAML 1.1; nobody means it, and "007" must stay text.
        var digits = text.TrimStart('-', '+');
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]) && digits[0] != '.') return JsonValue.Create(text);
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1])) return JsonValue.Create(text);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return JsonValue.Create(integer);
        return digits.Contains('.', StringComparison.Ordinal)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
