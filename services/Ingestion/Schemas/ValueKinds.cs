using System.Text.Json;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>What a value is, as far as columns are told apart by it.</summary>
[Flags]
internal enum ValueKinds
{
    None = 0,
    Boolean = 1,

    /// <summary>A number without a fraction or exponent.</summary>
    Integer = 2,
    Number = 4,
    Text = 8,

    /// <summary>A text that begins like a date.</summary>
    Time = 16,

    /// <summary>An object or an array.</summary>
    Json = 32,
    All = Boolean | Integer | Number | Text | Time | Json,
}

internal static class ValueKind
{
    /// <summary>The values that a column of a type shows.</summary>
    public static ValueKinds AcceptedBy(RawType type) => type switch
    {
        RawType.Boolean => ValueKinds.Boolean,
        RawType.Integer => ValueKinds.Integer,
        RawType.Number => ValueKinds.Integer | ValueKinds.Number,
        RawType.Text => ValueKinds.Text | ValueKinds.Time,
        RawType.Date or RawType.Timestamp or RawType.TimestampTz => ValueKinds.Time,
        _ => ValueKinds.All,
    };

    /// <summary>The type of a column for values of one kind.</summary>
    public static RawType ColumnFor(ValueKinds kind) => kind switch
    {
        ValueKinds.Boolean => RawType.Boolean,
        ValueKinds.Integer => RawType.Integer,
        ValueKinds.Number => RawType.Number,
        ValueKinds.Text or ValueKinds.Time => RawType.Text,
        _ => RawType.Json,
    };

    public static string Word(ValueKinds kinds) => kinds == ValueKinds.All ? "json" : (kinds.HasFlag(ValueKinds.Text) ? kinds & ~ValueKinds.Time : kinds.HasFlag(ValueKinds.Number) ? kinds & ~ValueKinds.Integer : kinds)
        .ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);

    /// <summary>Of the value that begins under the reader; none for null.</summary>
    public static ValueKinds Of(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => LooksLikeTime(reader.ValueSpan) ? ValueKinds.Time : ValueKinds.Text,
        JsonTokenType.Number => reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 ? ValueKinds.Integer : ValueKinds.Number,
        JsonTokenType.True or JsonTokenType.False => ValueKinds.Boolean,
        JsonTokenType.Null => ValueKinds.None,
        _ => ValueKinds.Json,
    };

    /// <summary><c>2026-11-21…</c></summary>
    private static bool LooksLikeTime(ReadOnlySpan<byte> text) =>
        text.Length >= 10 && text[4] == '-' && text[7] == '-' && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[3]) && char.IsAsciiDigit((char)text[5]) && char.IsAsciiDigit((char)text[8]);
}
