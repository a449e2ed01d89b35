using ControlPlane.Contracts;

namespace ControlPlane.Activation.Activations;

/// <summary>One activation of one run that is not finished.</summary>
/// <param name="Attempts">Failed passes since the last progress.</param>
internal sealed record ActivationWork(
    TenantId Tenant, string Name, Guid Run, ActivationDefinition Definition, bool Selected, bool Cancelled, int Attempts);

/// <summary>A row that waits to be sent.</summary>
internal sealed record OutgoingRow(long Seq, string Key, byte[] Hash, byte[] Properties);
