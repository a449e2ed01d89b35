using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Adapters;

/// <summary>What a seed's texts are, tried in the reference's order: number, date, time, boolean, text.</summary>
internal static partial class SeedTypes
{
    private const string CurrencySymbols = "؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₫₽₺₴₹";

    private static readonly ValueKind[] Order = [ValueKind.Number, ValueKind.Date, ValueKind.DateTime, ValueKind.Boolean];

    /// <summary>The column's kind and its values as that.</summary>
    public static (ValueKind Kind, object?[] Values) Infer(IReadOnlyList<string?> texts)
    {
        foreach (var kind in Order)
            if (TryCast(texts, kind) is { } values) return (kind, values);
        return (ValueKind.Text, [.. texts.Select(text => IsNull(text) ? null : text)]);
    }

    /// <summary>The engine's type for a column.</summary>
    public static string Convert(IAdapter adapter, ResultTable table, int column) => table.KindOf(column) switch
    {
        ValueKind.Number => table.Rows.Any(row => ResultTable.Decimals(row[column]) > 0) ? "float8" : adapter.Traits.IntegerType,
        ValueKind.Integer => adapter.Traits.IntegerType,
        ValueKind.Boolean => "boolean",
        ValueKind.Date => "date",
        ValueKind.DateTime => adapter.Traits.TimestampType,
        _ => "text",
    };

    public static bool IsNull(string? text) => text is null || text.Length == 0 || text.Equals("null", StringComparison.OrdinalIgnoreCase);

    private static object?[]? TryCast(IReadOnlyList<string?> texts, ValueKind kind)
    {
        var values = new object?[texts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var text = texts[i]?.Trim();
            if (IsNull(text)) continue;
            if ((values[i] = Cast(text!, kind)) is null) return null;
        }
        return values;
    }

    private static object? Cast(string text, ValueKind kind) => kind switch
    {
        ValueKind.Number => Number(text),
        ValueKind.Date => DateOnly.TryParseExact(text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        ValueKind.DateTime => Moment(text),
        _ => text.Replace(",", "", StringComparison.Ordinal).Trim().ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null },
    };

    /// <summary>Also with a currency sign, a percent sign or commas between thousands.</summary>
    private static object? Number(string text)
    {
        var digits = text.Trim('%');
        var negative = digits.StartsWith('-');
        digits = (negative ? digits[1..] : digits).Trim(CurrencySymbols.ToCharArray()).Replace(",", "", StringComparison.Ordinal);
        if (!Numbers().IsMatch(digits)) return null;
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)) return negative ? -exact : exact;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? negative ? -number : number : null;
    }

    private static object? Moment(string text)
    {
        if (DateTime.TryParseExact(text, "yyyy-M-d H:m:s", CultureInfo.InvariantCulture, DateTimeStyles.None, out var plain)) return plain;
        if (!IsoTimes().IsMatch(text)) return null;
        var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (zoned) return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out plain) ? plain : null;
    }

    [GeneratedRegex(@"^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^\d{4}-?\d{2}-?\d{2}T\d{2}(:?\d{2}(:?\d{2}([.,]\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?$")]
    private static partial Regex IsoTimes();
}
