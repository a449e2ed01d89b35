using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>A binding, worked out.</summary>
internal sealed class Tenant(TenantBinding binding)
{
    public TargetProfile Target => binding.Target;

    public Invocation Invocation { get; } = binding.Call;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Overrides { get; } = binding.Overrides;

    public string FixedKey => field ??= InputKey.Fixed(Target, Invocation, Overrides);
}
