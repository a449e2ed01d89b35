namespace ControlPlane.Clients.DbtArtifacts.Wire;

internal sealed record WireMetadata(string? DbtSchemaVersion, string? DbtVersion, string? GeneratedAt, string? InvocationId, string? InvocationStartedAt)
{
    public ArtifactMetadata ToMetadata() => new()
    {
        SchemaVersion = DbtSchemaVersion ?? "",
        DbtVersion = DbtVersion,
        GeneratedAt = WireTime.Parse(GeneratedAt),
        InvocationId = InvocationId,
        InvocationStartedAt = WireTime.Parse(InvocationStartedAt),
    };
}

internal sealed record WireArguments(string? Which);
