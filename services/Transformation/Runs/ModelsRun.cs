using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;

namespace ControlPlane.Transformation.Runs;

/// <summary>The transformation of one run, as its row has it.</summary>
/// <param name="RowsIn">Rows of the run's batches.</param>
/// <param name="ProjectHash">Of the files that the last attempt was made of.</param>
/// <param name="Retries">How often it was asked for again after it had failed.</param>
public sealed record ModelsRun(
    Guid Run, string Status, bool Ingested, long RowsIn, bool CancelAsked, DateTimeOffset? TransformStartedAt, DateTimeOffset? TransformFinishedAt, DateTimeOffset? TestStartedAt, string? ProjectHash = null, int Retries = 0)
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>The marts of a swap of which it is not known yet whether it was committed; null otherwise.</summary>
    public IReadOnlyList<PublishedMart>? Publishing { get; init; }

    /// <summary>The other engine that carries it out; null before any was asked, and for our own.</summary>
    public string? Engine { get; init; }

    /// <summary>When that engine was first asked for a run of its own.</summary>
    public DateTimeOffset? RemoteAskedAt { get; init; }

    /// <summary>What the spec said of that engine as it was asked: there the run is, whatever the spec says now.</summary>
    public ModelsSpec? RemoteSpec { get; init; }

    /// <summary>What that engine calls it; null until its answer is known.</summary>
    public string? RemoteRun { get; init; }

    public bool IsOver => Status is Succeeded or Failed or Cancelled;
}

/// <summary>The part of a tenant's newest spec that models depend on.</summary>
public sealed record TenantModels(TenantId Tenant, long Generation, string Blueprint, ModelsSpec Models, bool Suspended);
