using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>The top-level fields that a stream's records are known to have.</summary>
/// <param name="Version">From 1; 0 before anything is known.</param>
internal sealed record StreamSchema(int Version, IReadOnlyList<SchemaColumn> Columns)
{
    public static StreamSchema Unknown { get; } = new(0, []);

    public IReadOnlyList<RawColumn> ToRawColumns() => [.. Columns.SelectMany(column => column.ToRawColumns())];
}

/// <param name="Variants">The types beside its own that the field's values have had, one more column for each.</param>
internal sealed record SchemaColumn(string Name, RawType Type, IReadOnlyList<RawType> Variants)
{
    public IEnumerable<RawColumn> ToRawColumns() =>
        [new RawColumn(Name, [Name], Type), .. Variants.Select(variant => new RawColumn(VariantName(Name, variant), [Name], variant))];

    /// <summary><c>price__v_text</c></summary>
    public static string VariantName(string name, RawType type) => $"{name}__v_{Word(type)}";

    public static string Word(RawType type) => type.ToString().ToLowerInvariant();
}
