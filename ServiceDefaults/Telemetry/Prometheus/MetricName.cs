using System.Text;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// An instrument's name as Prometheus writes it: <c>http.server.request.duration</c> in <c>s</c> becomes
/// <c>http_server_request_duration_seconds</c>. The rules are OpenTelemetry's (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
/// </summary>
internal static class MetricName
{
    private const string Total = "_total";

    public static string Of(string name, string? unit, MetricType type)
    {
        var text = Clean(name, colons: true);
        if (text.EndsWith(Total, StringComparison.Ordinal) && type == MetricType.Counter) text = text[..^Total.Length];
        var suffix = Suffix(unit, type);
        if (suffix.Length > 0 && text != suffix && !text.EndsWith("_" + suffix, StringComparison.Ordinal)) text = $"{text}_{suffix}";
        return type == MetricType.Counter ? text + Total : text;
    }

    /// <summary>A tag's key as a label: never one that Prometheus keeps for itself.</summary>
    public static string Label(string key, MetricType type)
    {
        var label = Clean(key, colons: false);
        if (label.StartsWith("__", StringComparison.Ordinal)) label = "tag" + label;
        return label == "le" && type == MetricType.Histogram ? "tag_le" : label;
    }

    private static string Clean(string name, bool colons)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            var valid = char.IsAsciiLetterOrDigit(character) || character == '_' || (colons && character == ':');
            if (valid && (character != '_' || !EndsWithUnderscore(text) || !colons)) text.Append(character);
            else if (!valid && !EndsWithUnderscore(text)) text.Append('_');
        }
        if (text.Length == 0) return "_";
        if (char.IsAsciiDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }

    private static bool EndsWithUnderscore(StringBuilder text) => text.Length > 0 && text[^1] == '_';

    private static string Suffix(string? unit, MetricType type)
    {
        if (string.IsNullOrWhiteSpace(unit)) return "";
        if (unit == "1") return type == MetricType.Gauge ? "ratio" : "";
        var annotation = unit.IndexOf('{', StringComparison.Ordinal);
        var close = unit.LastIndexOf('}');
        if (annotation >= 0 && close > annotation) unit = unit.Remove(annotation, close - annotation + 1);
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Word(unit);
        var (of, per) = (Word(unit[..slash]), Word(unit[(slash + 1)..]));
        if (per.Length == 0) return of;
        per = per.TrimEnd('s');
        return of.Length == 0 ? $"per_{per}" : $"{of}_per_{per}";
    }

    private static string Word(string unit) => unit switch
    {
        "" or "_" => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "kBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "%" => "percent",
        _ => Clean(unit, colons: false).Trim('_'),
    };
}
