using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects.Yaml;

/// <summary>YAML nodes as the values that templates and configurations use: null, bool, long, double, string, list, dictionary.</summary>
internal static class YamlReading
{
    private const int MaxDepth = 50;

    public static YamlNode? Find(this YamlMappingNode mapping, string key) =>
        mapping.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key).Value;

    public static string? Text(this YamlNode? node) => node is YamlScalarNode { Value: { } value } scalar && !IsNull(scalar) ? value : null;

    public static IEnumerable<YamlMappingNode> Mappings(this YamlNode? node) => (node as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [];

    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlMappingNode mapping) =>
        mapping.Children.Select(pair => ((pair.Key as YamlScalarNode)?.Value ?? "", pair.Value));

    public static object? Value(this YamlNode node) => Value(node, 0);

    private static object? Value(YamlNode node, int depth) => depth > MaxDepth
        ? throw new YamlException(node.Start, node.End, $"nested more than {MaxDepth} deep")
        : node switch
        {
            YamlSequenceNode sequence => sequence.Children.Select(child => Value(child, depth + 1)).ToList(),
            YamlMappingNode mapping => mapping.Entries().ToDictionary(pair => pair.Key, pair => Value(pair.Value, depth + 1), StringComparer.Ordinal),
            YamlScalarNode scalar => Scalar(scalar),
            _ => null,
        };

    private static object? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)) return text;
        if (IsNull(scalar)) return null;
        if (text is "true" or "True" or "TRUE") return true;
        if (text is "false" or "False" or "FALSE") return false;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return char.IsAsciiDigit(text[^1]) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : text;
    }

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";
}
