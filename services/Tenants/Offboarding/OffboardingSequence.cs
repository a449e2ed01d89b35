using ControlPlane.Reconciliation.Work;
using ControlPlane.Tenants.Records;

namespace ControlPlane.Tenants.Offboarding;

public sealed class OffboardingSequence
{
    internal Task<Pass> ContinueAsync(TenantRecord record, Lease lease, CancellationToken cancellationToken) => throw new NotImplementedException();
}
