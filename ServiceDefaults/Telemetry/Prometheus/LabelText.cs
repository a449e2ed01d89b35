using System.Globalization;
using System.Text;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Tags as the text between the braces of a sample: sorted, escaped, each name once. The same tags give the same text in any order.</summary>
internal static class LabelText
{
    private const string Redacted = "redacted";

    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlyList<KeyValuePair<string, object?>> fixedTags, MetricType type)
    {
        if (tags.IsEmpty && fixedTags.Count == 0) return "";
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fixedTags) Add(labels, key, value, type);
        foreach (var (key, value) in tags) Add(labels, key, value, type);
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"");
            Escape(text, value);
            text.Append('"');
        }
        return text.ToString();
    }

    /// <summary>An empty label is the same as none. Two keys that become one name share it, as OpenTelemetry has it.</summary>
    private static void Add(SortedDictionary<string, string> labels, string key, object? value, MetricType type)
    {
        var text = Text(value);
        if (text.Length == 0) return;
        var name = MetricName.Label(key, type);
        labels[name] = labels.TryGetValue(name, out var other) && other != text ? $"{other};{text}" : text;
    }

    private static string Text(object? value)
    {
        var text = value switch
        {
            null => "",
            string word => word,
            bool truth => truth ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        // A data source without a name of its own names its pool by its connection string.
        return IsConnectionString(text) ? Redacted : text;
    }

    private static bool IsConnectionString(string text) =>
        text.Contains('=') && (text.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            || text.Contains("Server=", StringComparison.OrdinalIgnoreCase)
            || text.Contains("Password=", StringComparison.OrdinalIgnoreCase));

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(character),
            };
        }
    }
}
