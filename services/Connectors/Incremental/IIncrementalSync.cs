using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Incremental;

/// <summary>A cursor as the manifest declares it.</summary>
internal interface IIncrementalSync : ISliceOptions
{
    Interpolated CursorField { get; }

    /// <summary>The catalog may name another field than the manifest does.</summary>
    bool AllowsCatalogCursorField { get; }

    /// <summary>No step and no gaps: one read is one slice.</summary>
    bool IsOneSlice { get; }

    /// <summary>The source cannot filter: what lies outside of the window is dropped here.</summary>
    bool FiltersRecords { get; }

    /// <summary>What the cursor means for one read.</summary>
    /// <param name="name">The cursor field of this read.</param>
    /// <exception cref="ConnectorException">A time or a duration cannot be read.</exception>
    CursorTerms Resolve(string name, Scope scope, DateTimeOffset now);
}

internal static class IncrementalSyncs
{
    public static ComponentKinds<IIncrementalSync> Kinds { get; } = new()
    {
        ["DatetimeBasedCursor"] = DatetimeBasedCursor.Compile,
        ["IncrementingCountCursor"] = IncrementingCountCursor.Compile,
    };
}
