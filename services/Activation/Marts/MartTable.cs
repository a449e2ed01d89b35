namespace ControlPlane.Activation.Marts;

/// <summary>A table or view in MARTS, with its columns in order.</summary>
internal sealed record MartTable(string Name, IReadOnlyList<MartColumn> Columns)
{
    public MartColumn? Find(string column) => Columns.FirstOrDefault(candidate => candidate.Name == column);
}
