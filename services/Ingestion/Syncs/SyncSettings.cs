using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>How a stream is synced: what the spec says, and where it says nothing what the connector is like.</summary>
/// <param name="PrimaryKey">Paths into a record; empty when it has no key.</param>
/// <param name="CursorField">Path into a record; empty when it has none.</param>
internal sealed record SyncSettings(SyncMode Mode, IReadOnlyList<IReadOnlyList<string>> PrimaryKey, IReadOnlyList<string> CursorField, SchemaChanges SchemaChanges)
{
    /// <summary>A slice of a backfill: it is added to what is there, and the next sync does not know of it.</summary>
    public static SyncSettings Backfill { get; } = new(SyncMode.FullRefreshAppend, [], [], SchemaChanges.Evolve) { IsBackfill = true };

    public bool IsBackfill { get; private init; }

    /// <summary>Whether a sync begins where the one before stopped.</summary>
    public bool ReadsOn => Mode is SyncMode.IncrementalAppend or SyncMode.IncrementalDeduped;

    public bool Replaces => Mode == SyncMode.FullRefreshOverwrite;

    public bool NewestByKey => Mode == SyncMode.IncrementalDeduped;

    /// <summary>Whether records that come again are told by their bytes: without a primary key two equal records may well be two.</summary>
    public bool TellsRepeats => PrimaryKey.Count > 0;

    /// <param name="key">What the connector declares, as is the cursor.</param>
    /// <param name="keepsState">The connector reads on from a state though it has no cursor.</param>
    public static SyncSettings For(SourceSpec source, string stream, IReadOnlyList<IReadOnlyList<string>> key, string? cursor, bool keepsState)
    {
        var own = source.StreamSettings.GetValueOrDefault(stream) ?? new StreamSpec();
        var primaryKey = own.PrimaryKey ?? source.PrimaryKey;
        var keyPaths = primaryKey is null ? key : [.. primaryKey.Select(Path)];
        // A cursor that a template names is only known to the connector.
        var field = own.CursorField ?? source.CursorField ?? (cursor?.Contains("{{", StringComparison.Ordinal) == true ? null : cursor);
        var mode = own.SyncMode ?? source.SyncMode ?? Default(keepsState, cursor is not null, keyPaths.Count > 0);
        return new SyncSettings(mode, keyPaths, field is null ? [] : Path(field), own.SchemaChanges ?? source.SchemaChanges ?? SchemaChanges.Evolve);
    }

    private static SyncMode Default(bool keepsState, bool hasCursor, bool hasKey) => (keepsState, hasCursor, hasKey) switch
    {
        (true, _, _) => SyncMode.IncrementalAppend,
        (_, true, true) => SyncMode.IncrementalDeduped,
        (_, true, false) => SyncMode.IncrementalAppend,
        _ => SyncMode.FullRefreshOverwrite,
    };

    private static string[] Path(string dotted) => dotted.Split('.');
}
