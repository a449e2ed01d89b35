namespace ControlPlane.Portal.Api;

/// <summary>A tenant as far as its API tells; whatever it does not tell is null.</summary>
public sealed record TenantView
{
    public string Tenant { get; init; } = "";

    public string? Blueprint { get; init; }

    public long? Generation { get; init; }

    public string? State { get; init; }

    public IReadOnlyList<ConditionView>? Conditions { get; init; }

    public CreditsView? Credits { get; init; }
}

public sealed record ConditionView
{
    public string Type { get; init; } = "";

    public string Status { get; init; } = "";

    public string? Reason { get; init; }

    public string? Message { get; init; }
}

/// <summary>Warehouse credits of the current month.</summary>
/// <param name="Quota">Null without one.</param>
public sealed record CreditsView(double Used, double? Quota);
