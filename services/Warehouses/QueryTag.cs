using System.Text.Json;
using ControlPlane.Contracts;

namespace ControlPlane.Warehouses;

/// <summary>Says on whose behalf a statement runs; on every statement, and the key that statement time is accounted under.</summary>
/// <param name="Model">What issues it: a model's name, or a word such as <c>load</c>, <c>activation:daily</c>, <c>api</c>.</param>
/// <param name="Run">The run it belongs to; null outside runs.</param>
public sealed record QueryTag(TenantId Tenant, string Model, Guid? Run = null)
{
    /// <summary><c>{"client":"acme","env":"dev","model":"stg_events","run":"..."}</c></summary>
    public string ToJson() => JsonSerializer.Serialize(new { client = Tenant.Client, env = Tenant.Environment, model = Model, run = Run });

    /// <summary>The tag as a comment to put before a statement; whatever the model's name holds, it cannot end the comment.</summary>
    public string ToComment() => $"/*{ToJson().Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal)}*/ ";
}
