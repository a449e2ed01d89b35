namespace ControlPlane.Clients.DbtArtifacts.Wire;

internal sealed record WireNode(
    string? UniqueId, string? ResourceType, string? Name, string? Database, string? Schema, string? RelationName, string? OriginalFilePath,
    WireConfig? Config, IReadOnlyList<string>? Tags, WireDependencies? DependsOn)
{
    /// <param name="id">The member's name, which is the unique id as well.</param>
    public ManifestNode ToNode(string id) => new()
    {
        UniqueId = UniqueId ?? id,
        ResourceType = ResourceType ?? id.Split('.')[0],
        Name = Name ?? id.Split('.')[^1],
        Database = Database,
        Schema = Schema,
        RelationName = RelationName,
        Materialized = Config?.Materialized,
        OriginalFilePath = OriginalFilePath,
        Tags = Tags ?? [],
        DependsOn = DependsOn?.Nodes ?? [],
    };
}

internal sealed record WireConfig(string? Materialized);

internal sealed record WireDependencies(IReadOnlyList<string>? Nodes);
