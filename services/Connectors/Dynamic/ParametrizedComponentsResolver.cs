using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>One stream for each set of parameters that the manifest lists.</summary>
internal sealed record ParametrizedComponentsResolver(IReadOnlyList<object?> Parameters, IReadOnlyList<ComponentMapping> Mappings) : IComponentsResolver
{
    private static ComponentKinds<Component> ParameterKinds { get; } = new() { ["StreamParametersDefinition"] = c => c };

    public bool IsFromConfig => false;

    public static ParametrizedComponentsResolver Compile(Component c)
    {
        var parameters = c.Child("stream_parameters", ParameterKinds, required: true);
        if (parameters is not null && parameters["list_of_parameters_for_stream"] is not JsonArray) parameters.Error("list_of_parameters_for_stream", "expected a list of objects");
        return new(
            [.. (parameters?["list_of_parameters_for_stream"] as JsonArray ?? []).Select(TemplateValues.FromJson)],
            [.. c.Children("components_mapping", ComponentMapping.Kinds).Select(m => m with { Condition = null })]);
    }

    public async IAsyncEnumerable<JsonObject> ResolveAsync(JsonObject template, ReadContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var streams = new StreamTemplate(template, Mappings, context.Scope, readsYaml: true);
        foreach (var values in Parameters) yield return streams.Fill(values);
    }
}
