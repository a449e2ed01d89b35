namespace ControlPlane.Lineage.OpenLineage.Facets;

/// <param name="Fields">By the output's columns.</param>
/// <param name="Dataset">Columns that decide the rows, and with them every field.</param>
public sealed record ColumnLineageFacet(IReadOnlyList<(string Name, IReadOnlyList<InputField> Inputs)> Fields, IReadOnlyList<InputField> Dataset)
{
    /// <param name="nameOf">A relation's dataset; null leaves the relation out.</param>
    /// <returns>Null where no column is known.</returns>
    public static ColumnLineageFacet? From(ColumnLineage lineage, Func<RelationName, DatasetName?> nameOf)
    {
        var names = lineage.Relations.ToDictionary(r => r, nameOf);
        var fields = lineage.Columns.Where(c => c.Name != "*").DistinctBy(c => c.Name, StringComparer.Ordinal).Select(c => (c.Name, Inputs(c.Origins))).ToList();
        return fields.Count == 0 ? null : new(fields, Inputs(lineage.Rows));

        IReadOnlyList<InputField> Inputs(IReadOnlyList<ColumnOrigin> origins) =>
            [.. origins.Where(o => o.Column != "*" && names[o.Relation] is not null).Select(o => new InputField(names[o.Relation]!, o.Column, o.Influences))];
    }
}

public sealed record InputField(DatasetName Dataset, string Field, Influences Influences);
