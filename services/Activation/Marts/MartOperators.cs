using System.Globalization;

namespace ControlPlane.Activation.Marts;

/// <summary>The operators of filters, and how one is read.</summary>
internal static class MartOperators
{
    public const string IsNull = "is.null";
    public const string IsNotNull = "is.notnull";
    public const string In = "in";
    public const string Like = "like";

    private const int MaxValues = 200;

    public static IReadOnlyDictionary<string, string> Comparisons { get; } =
        new Dictionary<string, string> { ["eq"] = "=", ["ne"] = "<>", ["gt"] = ">", ["gte"] = ">=", ["lt"] = "<", ["lte"] = "<=" };

    public const string Allowed = "eq, ne, gt, gte, lt, lte, like (as op.value), in.(a,b), is.null, is.notnull";

    /// <summary>The filter, or what is wrong with it.</summary>
    public static (MartFilter? Filter, string? Error) Parse(MartColumn column, string text)
    {
        if (text is IsNull or IsNotNull) return (new MartFilter(column, text, []), null);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? text : text[..dot];
        if (dot < 0 || (!Comparisons.ContainsKey(name) && name is not (In or Like))) return (null, $"'{Shorten(text)}' is not a filter; allowed: {Allowed}");
        var rest = text[(dot + 1)..];
        if (name == In)
        {
            if (rest is not ['(', .., ')'] || Split(rest[1..^1]) is not { Count: > 0 and <= MaxValues } values) return (null, $"in wants a list of 1 to {MaxValues} values: in.(a,b,\"c,d\")");
            return values.FirstOrDefault(value => !Fits(column, value)) is { } wrong ? (null, Misfit(column, wrong)) : (new MartFilter(column, name, values), null);
        }
        if (name == Like && column.ComparableType is not null) return (null, $"like is for text, and {column.Name} is {column.Type}");
        if (rest.Contains('\0')) return (null, "a value cannot hold NUL");
        return name == Like || Fits(column, rest) ? (new MartFilter(column, name, [rest]), null) : (null, Misfit(column, rest));
    }

    /// <summary>Values separated by commas; one in double quotes may hold commas, and quotes doubled.</summary>
    private static List<string>? Split(string text)
    {
        List<string> values = [];
        for (var at = 0; ;)
        {
            if (at < text.Length && text[at] == '"')
            {
                var value = new System.Text.StringBuilder();
                for (at++; ; at++)
                {
                    if (at >= text.Length) return null;
                    if (text[at] != '"') value.Append(text[at]);
                    else if (at + 1 < text.Length && text[at + 1] == '"') value.Append(text[++at]);
                    else break;
                }
                values.Add(value.ToString());
                at++;
            }
            else
            {
                var comma = text.IndexOf(',', at);
                values.Add(comma < 0 ? text[at..] : text[at..comma]);
                at = comma < 0 ? text.Length : comma;
            }
            if (at == text.Length) return values;
            if (text[at++] != ',') return null;
        }
    }

    /// <summary>Whether a value can be one of the column's. What passes here and is refused by the engine after all is reported as well, only later.</summary>
    private static bool Fits(MartColumn column, string value) => !value.Contains('\0') && column.ComparableType switch
    {
        "smallint" => short.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "bigint" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "numeric" or "real" or "double precision" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "timestamp without time zone" or "timestamp with time zone" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "uuid" => Guid.TryParse(value, out _),
        _ => true,
    };

    private static string Misfit(MartColumn column, string value) => $"'{Shorten(value)}' is not a value of {column.Name}, which is {column.Type}";

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
