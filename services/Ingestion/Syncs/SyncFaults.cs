using ControlPlane.Ingestion.Batches;
using ControlPlane.Connectors;
using ControlPlane.Reconciliation;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Says what to do next about a failure of a source or of the lake.</summary>
internal static class SyncFaults
{
    private const int NoSpaceLeftOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    public static Fault Translate(Exception exception) => exception switch
    {
        Fault fault => fault,
        ConnectorException { Kind: ConnectorFaultKind.Configuration } error => new(FaultKind.Rejected, "SourceMisconfigured", error.Message, error),
        ConnectorException { Kind: ConnectorFaultKind.Source } error => new(FaultKind.Rejected, "SourceUnusable", error.Message, error),
        ConnectorException error => new(FaultKind.Unavailable, "SourceUnavailable", error.Message, error) { RetryAfter = error.RetryAfter },
        DamagedObjectException error => new(FaultKind.Rejected, "ObjectDamaged", $"{error.Message} Sync again: the rows will be read once more.", error),
        IOException { HResult: NoSpaceLeftOnUnix or DiskFullOnWindows } error => new(FaultKind.Unavailable, "LakeFull", "The lake's disk is full: nothing of this attempt was kept. Make room; it is tried again.", error),
        IOException or UnauthorizedAccessException => new(FaultKind.Unavailable, "LakeUnavailable", $"The lake cannot be written: {exception.Message}", exception),
        InvalidDataException => new(FaultKind.Unavailable, "ObjectDamaged", exception.Message, exception),
        _ => new(FaultKind.Unavailable, "Unexpected", exception.Message, exception),
    };
}
