namespace ControlPlane.Contracts;

/// <summary>One stage of a run changed. Published by the service that does the stage; Insights keeps the highest <paramref name="Version"/>.</summary>
/// <param name="Stage">One of <see cref="Stages"/>.</param>
/// <param name="Name">What within the stage: a source, a stream, a project, an activation.</param>
/// <param name="Version">Rises with every change of this stage of this run; makes late and repeated copies harmless.</param>
/// <param name="Error">What went wrong and what to do; null unless failed. Never holds a secret.</param>
public sealed record StageChanged(
    TenantId Tenant,
    Guid Run,
    string Stage,
    string Name,
    StageStatus Status,
    long Version,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    long RowsIn = 0,
    long RowsOut = 0,
    long RowsRejected = 0,
    string? Error = null) : ITenantMessage;

public enum StageStatus { Pending, Running, Succeeded, Failed, Skipped, Cancelled }

/// <summary>The stages of a run in the order in which a person reads them.</summary>
public static class Stages
{
    public const string Provision = "provision";
    public const string Sync = "sync";
    public const string Validate = "validate";
    public const string Load = "load";
    public const string Transform = "transform";
    public const string Test = "test";
    public const string Activate = "activate";
    public const string Refresh = "refresh";

    public static IReadOnlyList<string> All { get; } = [Provision, Sync, Validate, Load, Transform, Test, Activate, Refresh];
}
