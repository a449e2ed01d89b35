namespace ControlPlane.Portal.Api;

/// <param name="Complete">Nothing is under way any more.</param>
public sealed record LedgerView(bool Complete, bool Balanced, IReadOnlyList<BatchView>? Batches, IReadOnlyList<ActivationView>? Activations);

/// <summary>read = landed + rejected; landed = loaded.</summary>
public sealed record BatchView(string Source, string Stream, long Read, long Rejected, long Landed, long Loaded, bool Final, bool Balanced);

/// <summary>selected = created + updated + unchanged + failed.</summary>
public sealed record ActivationView(string Activation, long Selected, long Created, long Updated, long Unchanged, long Failed, bool Final, bool Balanced);
