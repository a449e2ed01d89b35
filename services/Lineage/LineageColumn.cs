namespace ControlPlane.Lineage;

/// <param name="Name"><c>*</c> where it stands for columns of a relation whose schema is not known.</param>
/// <param name="Origins">What its value comes from, and what decides it within its own expression; what chooses rows is the whole result's.</param>
public sealed record LineageColumn(string Name, IReadOnlyList<ColumnOrigin> Origins);
