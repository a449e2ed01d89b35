using ControlPlane.Contracts;

namespace ControlPlane.Lake.Provisioning;

/// <summary>Makes and watches what the objects of an environment lie in.</summary>
public interface ILakeProvisioner
{
    /// <summary>Compares what is with what should be; changes nothing. Empty means converged.</summary>
    /// <exception cref="Reconciliation.Fault">It cannot be told.</exception>
    Task<IReadOnlyList<LakeStep>> PlanAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Carries out steps of this provisioner. Each can be repeated.</summary>
    /// <exception cref="Reconciliation.Fault">A step failed; those before it have taken effect.</exception>
    Task ApplyAsync(IReadOnlyList<LakeStep> steps, Func<LakeStep, Task> progress, CancellationToken cancellationToken);
}

/// <summary>One difference between what is and what should be.</summary>
/// <param name="Id">The same for the same difference: <c>bucket:acme-lake-dev-raw:versioning</c>.</param>
/// <param name="Kind"><c>create-bucket</c>, <c>set-versioning</c> and so on.</param>
/// <param name="Why">The difference in words.</param>
public record LakeStep(string Id, string Kind, string Target, string Why);

/// <summary>A lake that needs nothing made beforehand: folders come with the first object.</summary>
public sealed class NothingToProvision : ILakeProvisioner
{
    public Task<IReadOnlyList<LakeStep>> PlanAsync(TenantId tenant, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LakeStep>>([]);

    public Task ApplyAsync(IReadOnlyList<LakeStep> steps, Func<LakeStep, Task> progress, CancellationToken cancellationToken) => Task.CompletedTask;
}
