using System.Text.Json;
using System.Text.Unicode;
using ControlPlane.Ingestion.Schemas;

namespace ControlPlane.Ingestion.Validation;

/// <summary>
/// Checks a row in one pass over its tokens: exactly one JSON value, nothing that <c>jsonb</c> refuses, and the stream's contract.
/// Nothing is allocated for a good row. What a good row shows of the stream's schema is told to the watch.
/// </summary>
/// <param name="maxRowBytes">Longer rows are rejected; <c>jsonb</c> takes up to six times the bytes of its text, and no more than 256 MiB.</param>
internal sealed class RowCheck(RowContract contract, int maxRowBytes, SchemaWatch? watch = null)
{
    private const int MaxDepth = 512;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private bool _trims;

    /// <summary>Whether the good row that was just checked has values that are to be left out.</summary>
    public bool Trims => _trims;

    /// <summary>Null when the row is good.</summary>
    public RowFault? Check(ReadOnlySpan<byte> row)
    {
        _trims = false;
        if (row.Length > maxRowBytes) return RowFault.TooLarge(maxRowBytes);
        // Told without the exception that the reader would throw.
        if (row.IsEmpty || " \t\r\n{[\"-0123456789tfn"u8.IndexOf(row[0]) < 0) return new RowFault(RowFault.NotJson);
        if (!Utf8.IsValid(row)) return new RowFault(RowFault.NotUtf8);
        var reader = new Utf8JsonReader(row, Options);
        try
        {
            if (!reader.Read()) return new RowFault(RowFault.NotJson);
            watch?.BeginRow();
            var fault = Value(ref reader, contract, watch);
            if (fault is null && reader.Read()) return new RowFault(RowFault.NotJson);
            return fault ?? watch?.EndRow(out _trims);
        }
        catch (JsonException)
        {
            return new RowFault(IsTooDeep(ref reader, row) ? RowFault.TooDeep : RowFault.NotJson);
        }
    }

    /// <summary>Whether the reader stopped at the start of something that would be nested too deep.</summary>
    private static bool IsTooDeep(ref Utf8JsonReader reader, ReadOnlySpan<byte> row)
    {
        var rest = row[(int)reader.BytesConsumed..].TrimStart(" \t\r\n,"u8);
        return reader.CurrentDepth >= MaxDepth - 1 && !rest.IsEmpty && (rest[0] is (byte)'[' or (byte)'{');
    }

    /// <summary>From the first token of a value to its last.</summary>
    /// <param name="watch">Null below the top level.</param>
    private static RowFault? Value(ref Utf8JsonReader reader, RowContract contract, SchemaWatch? watch = null)
    {
        if (contract.IsAnything && (watch is null || reader.TokenType != JsonTokenType.StartObject)) return Unconstrained(ref reader);
        if (Alternatives(ref reader, contract) is { } unfit) return unfit;
        if (Token(ref reader) is { } fault) return new RowFault(fault);
        if ((contract.Types & TypesUnder(ref reader)) == 0) return WrongType(ref reader, contract.Types);
        if (contract.Values.Length > 0 && !IsDeclared(ref reader, contract.Values)) return new RowFault(RowFault.NotDeclaredValue);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, contract, watch),
            JsonTokenType.StartArray => Array(ref reader, contract.Items),
            _ => null,
        };
    }

    private static RowFault? Object(ref Utf8JsonReader reader, RowContract contract, SchemaWatch? watch)
    {
        Span<ulong> seen = stackalloc ulong[contract.RequiredCount / 64 + 1];
        seen.Clear();
        var expected = 0;
        var additional = contract.IsAnything ? contract : contract.Additional;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (Token(ref reader) is { } name) return new RowFault(name);
            var found = Find(ref reader, contract.Properties, ref expected);
            if (found >= 0 && found < contract.RequiredCount) seen[found / 64] |= 1UL << (found % 64);
            if (found < 0 && additional is null) return new RowFault(RowFault.UndeclaredProperty);
            var field = watch?.Find(ref reader);
            reader.Read();
            watch?.See(field, ref reader);
            if (Value(ref reader, found < 0 ? additional! : contract.Properties[found].Contract) is { } fault)
                return found < 0 ? fault : fault.Under("." + contract.Properties[found].Name);
        }
        for (var index = 0; index < contract.RequiredCount; index++)
            if ((seen[index / 64] & 1UL << (index % 64)) == 0) return new RowFault(RowFault.MissingProperty, "$." + contract.Properties[index].Name);
        return null;
    }

    private static RowFault? Array(ref Utf8JsonReader reader, RowContract items)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (Value(ref reader, items) is { } fault) return fault.Under("[]");
        return null;
    }

    private static RowFault? Unconstrained(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (true)
        {
            if (Token(ref reader) is { } fault) return new RowFault(fault);
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName) && reader.CurrentDepth <= depth) return null;
            if (!reader.Read()) return null;
        }
    }

    private static RowFault? Alternatives(ref Utf8JsonReader reader, RowContract contract)
    {
        foreach (var part in contract.AllOf)
        {
            var copy = reader;
            if (Value(ref copy, part) is { } fault) return fault;
        }
        foreach (var alternative in contract.AnyOf)
        {
            var copy = reader;
            if (Value(ref copy, alternative) is null) return null;
        }
        return contract.AnyOf.Length == 0 ? null : new RowFault(RowFault.NoAlternative);
    }

    private static string? Token(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => reader.ValueIsEscaped ? WarehouseText.FaultOfText(reader.ValueSpan) : null,
        JsonTokenType.Number => WarehouseText.FitsNumeric(reader.ValueSpan) ? null : RowFault.NumberOutOfRange,
        _ => null,
    };

    /// <summary>The property under the reader, -1 when it is not declared. Rows tend to name their properties in one order, so the search begins after the last find.</summary>
    private static int Find(ref Utf8JsonReader reader, RowProperty[] properties, ref int expected)
    {
        for (var tried = 0; tried < properties.Length; tried++)
        {
            var index = expected + tried;
            if (index >= properties.Length) index -= properties.Length;
            var name = properties[index].Utf8Name;
            if (reader.ValueIsEscaped ? !reader.ValueTextEquals(name) : !reader.ValueSpan.SequenceEqual(name)) continue;
            expected = index + 1 == properties.Length ? 0 : index + 1;
            return index;
        }
        return -1;
    }

    private static bool IsDeclared(ref Utf8JsonReader reader, DeclaredValue[] values)
    {
        foreach (var value in values)
            if (value.Is(ref reader)) return true;
        return false;
    }

    private static JsonTypes TypesUnder(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => JsonTypes.Object,
        JsonTokenType.StartArray => JsonTypes.Array,
        JsonTokenType.String => JsonTypes.String,
        JsonTokenType.True or JsonTokenType.False => JsonTypes.Boolean,
        JsonTokenType.Null => JsonTypes.Null,
        _ => reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 || (reader.TryGetDecimal(out var value) && decimal.IsInteger(value)) ? JsonTypes.Integer : JsonTypes.Number,
    };

    private static RowFault WrongType(ref Utf8JsonReader reader, JsonTypes expected)
    {
        var wanted = expected.HasFlag(JsonTypes.Number) ? expected & ~JsonTypes.Integer : expected;
        var found = TypesUnder(ref reader);
        return new RowFault($"expected {Words(wanted)}, found {(found == JsonTypes.Integer ? "number" : Words(found))}");
    }

    private static string Words(JsonTypes types) => types == JsonTypes.None ? "nothing" : types.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
}
