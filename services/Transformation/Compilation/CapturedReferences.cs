namespace ControlPlane.Transformation.Compilation;

/// <summary>Takes note of what a model refers to; whether it exists is checked afterwards, so that everything missing is found.</summary>
internal sealed class CapturedReferences : IReferences
{
    private static readonly RelationValue Later = new(new Relation("later", "later", "later"), "later");

    public List<(string? Project, string Model)> Models { get; } = [];

    public List<string> Sources { get; } = [];

    public object Ref(string? project, string model)
    {
        Models.Add((project, model));
        return Later;
    }

    public object Source(string source, string table)
    {
        Sources.Add($"{source}.{table}");
        return Later;
    }
}
