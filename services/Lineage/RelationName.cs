namespace ControlPlane.Lineage;

/// <summary>A table, view or file that a query reads, as the query names it: without the schema or database that it leaves out.</summary>
/// <param name="IsFile">DuckDB reads it from a path, which is the only part.</param>
public sealed record RelationName(IReadOnlyList<string> Parts, bool IsFile = false)
{
    public string Name => Parts[^1];

    public string? Schema => Parts.Count > 1 ? Parts[^2] : null;

    public string? Database => Parts.Count > 2 ? Parts[^3] : null;

    /// <summary>The parts with dots between, without quotes.</summary>
    public override string ToString() => string.Join('.', Parts);

    public bool Equals(RelationName? other) => other is not null && IsFile == other.IsFile && Parts.SequenceEqual(other.Parts, StringComparer.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);
}
