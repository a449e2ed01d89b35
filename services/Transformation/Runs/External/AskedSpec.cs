using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>Where another engine was asked for a run: a spec that is changed meanwhile is about the next one.</summary>
internal static class AskedSpec
{
    /// <summary>What is kept beside the question.</summary>
    public static ModelsSpec Of(ModelsSpec spec) => new() { Engine = spec.Engine, DbtCloud = spec.DbtCloud, Dagster = spec.Dagster };

    /// <summary>The spec as it was then. For the same account or address the reference to a token is the one of now: the old one may be gone.</summary>
    public static ModelsSpec In(ModelsSpec now, ModelsSpec? asked) => asked is null ? now : now with
    {
        DbtCloud = asked.DbtCloud is { } cloud && now.DbtCloud is { } other && (cloud.Url, cloud.AccountId) == (other.Url, other.AccountId) ? cloud with { Token = other.Token } : asked.DbtCloud,
        Dagster = asked.Dagster is { } dagster && now.Dagster is { } another && dagster.Url == another.Url ? dagster with { Token = another.Token } : asked.Dagster,
    };
}
