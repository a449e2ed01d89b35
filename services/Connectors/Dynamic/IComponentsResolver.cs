using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>Finds out which streams there are, and makes each from a template.</summary>
internal interface IComponentsResolver
{
    /// <summary>A name that occurs twice is the fault of the config rather than of the source.</summary>
    bool IsFromConfig { get; }

    IAsyncEnumerable<JsonObject> ResolveAsync(JsonObject template, ReadContext context, CancellationToken cancellationToken);
}

internal static class ComponentsResolvers
{
    public static ComponentKinds<IComponentsResolver> Kinds { get; } = new()
    {
        ["HttpComponentsResolver"] = HttpComponentsResolver.Compile,
        ["ConfigComponentsResolver"] = ConfigComponentsResolver.Compile,
        ["ParametrizedComponentsResolver"] = ParametrizedComponentsResolver.Compile,
    };
}
