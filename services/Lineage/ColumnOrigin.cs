namespace ControlPlane.Lineage;

/// <param name="Column"><c>*</c> where all columns are meant and the relation's are not known.</param>
public sealed record ColumnOrigin(RelationName Relation, string Column, Influences Influences)
{
    public bool IsDirect => (Influences & Influences.Direct) != 0;
}
