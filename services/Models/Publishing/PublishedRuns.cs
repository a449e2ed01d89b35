using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing;

/// <summary>Which runs were published, by the record that changes with what readers see; no project is needed for it.</summary>
public static class PublishedRuns
{
    /// <summary>The swap of that run was committed, whether or not anybody recorded it.</summary>
    /// <exception cref="PublishException">Somebody publishes just now, perhaps that very run.</exception>
    /// <exception cref="AdapterException">The engine cannot be reached.</exception>
    public static bool Contains(IAdapter adapter, string run, CancellationToken cancellationToken)
    {
        var engine = RelationEngines.For(adapter);
        using var connection = adapter.Connect(Publication.Session, cancellationToken);
        // A swap that is under way is in no record yet.
        if (!engine.TryHold(connection)) throw new PublishException(PublishFailure.Held, $"Another run is publishing in {adapter.Target.Database}. Wait until it has ended.");
        try
        {
            return Names(new PublishedRecord(engine, ShadowSchemas.Kept(adapter.Target.Schema, adapter.Traits.MaxIdentifierBytes)).Read(connection), run);
        }
        finally
        {
            engine.Release(connection);
        }
    }

    /// <summary>What a run has published stays in the record when another run, or a rollback, takes its place.</summary>
    internal static bool Names(IEnumerable<PublishedRow> rows, string run) => rows.Any(row => row.Run == run);
}
