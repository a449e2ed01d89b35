namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>How one stream is synced, where that differs from its source; null: as the source says.</summary>
public sealed record StreamSpec
{
    /// <inheritdoc cref="SourceSpec.SyncMode"/>
    public SyncMode? SyncMode { get; init; }

    /// <inheritdoc cref="SourceSpec.PrimaryKey"/>
    public IReadOnlyList<string>? PrimaryKey { get; init; }

    /// <inheritdoc cref="SourceSpec.CursorField"/>
    public string? CursorField { get; init; }

    /// <inheritdoc cref="SourceSpec.SchemaChanges"/>
    public SchemaChanges? SchemaChanges { get; init; }
}
