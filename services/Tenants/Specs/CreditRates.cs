using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Tenants.Specs;

/// <summary>How many credits an hour of statement time costs.</summary>
internal static class CreditRates
{
    /// <summary>Each size is twice the one before it.</summary>
    public static IReadOnlyDictionary<string, decimal> BySize { get; } = new Dictionary<string, decimal>
    {
        ["X-SMALL"] = 1, ["SMALL"] = 2, ["MEDIUM"] = 4, ["LARGE"] = 8, ["X-LARGE"] = 16, ["2X-LARGE"] = 32, ["3X-LARGE"] = 64, ["4X-LARGE"] = 128,
    };

    public static decimal PerHour(TenantId tenant, WarehouseSpec warehouse) => BySize[warehouse.Size ?? tenant.Environment switch { "dev" => "X-SMALL", "stage" => "SMALL", _ => "MEDIUM" }];
}
