using System.Text.Json;

namespace ControlPlane.Activation.Marts;

/// <summary>Writes a value, read as text, in the form that its column has in JSON.</summary>
internal static class MartValue
{
    public static void Write(Utf8JsonWriter json, ColumnKind kind, string? text)
    {
        if (text is null) json.WriteNullValue();
        else if (kind == ColumnKind.Boolean) json.WriteBooleanValue(text == "true");
        else if (kind == ColumnKind.Json || (kind == ColumnKind.Number && IsJsonNumber(text))) json.WriteRawValue(text, skipInputValidation: true);
        else json.WriteStringValue(Display(kind, text));
    }

    /// <summary>The text outside JSON: timestamps in ISO 8601, everything else as it is.</summary>
    public static string Display(ColumnKind kind, string text) => kind switch
    {
        ColumnKind.Timestamp when IsInstant(text) => string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)),
        ColumnKind.TimestampTz when IsInstant(text) && text.EndsWith("+00", StringComparison.Ordinal) => string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11, text.Length - 14), "Z"),
        _ => text,
    };

    /// <summary>Not so: <c>infinity</c>, years beyond 9999 and before Christ, which ISO 8601 has no agreed form for.</summary>
    private static bool IsInstant(string text) => text.Length >= 19 && text[4] == '-' && text[10] == ' ' && !text.EndsWith("BC", StringComparison.Ordinal);

    /// <summary>Not so: <c>NaN</c> and <c>Infinity</c>.</summary>
    private static bool IsJsonNumber(string text) => char.IsAsciiDigit(text[^1]);
}
