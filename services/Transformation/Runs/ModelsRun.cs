using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;

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

    public bool IsOver => Status is Succeeded or Failed or Cancelled;
}

/// <summary>The part of a tenant's newest spec that models depend on.</summary>
public sealed record TenantModels(TenantId Tenant, long Generation, string Blueprint, ModelsSpec Models, bool Suspended);
