using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>Streams that are only known once the config is.</summary>
internal sealed record DynamicStreamDefinition(string Name, string Path, JsonObject Template, IComponentsResolver Resolver, bool OuterParametersWin)
{
    public static ComponentKinds<DynamicStreamDefinition> Kinds { get; } = new() { ["DynamicDeclarativeStream"] = Compile };

    /// <exception cref="ManifestException">A template with its values filled in is no stream that can be read.</exception>
    /// <exception cref="ConnectorException">The streams could not be found out, or two have the same name.</exception>
    public async IAsyncEnumerable<StreamDefinition> ResolveAsync(
        ReadContext context, string file, HashSet<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var errors = new ManifestErrors(file);
        await foreach (var stream in Resolver.ResolveAsync(Template, context, cancellationToken))
        {
            if (!TypePropagation.Apply(stream, errors, OuterParametersWin)) errors.ThrowIfAny();
            stream["type"] ??= "DeclarativeStream";
            if (stream["name"] is not JsonValue name || !name.TryGetValue(out string? text))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Path}: expected the stream name to be text, found {stream["name"]?.ToJsonString() ?? "none"}");
            if (!names.Add(text))
                throw new ConnectorException(
                    Resolver.IsFromConfig ? ConnectorFaultKind.Configuration : ConnectorFaultKind.Source,
                    $"dynamic streams list contains a duplicate name: {text}; {(Resolver.IsFromConfig ? "check the config" : "look at the manifest's components_mapping")}");
            if (new Component(stream, $"{Path}.stream_template ({text})", errors, context.Time).As(StreamDefinition.Kinds) is { } compiled) yield return compiled;
        }

        errors.ThrowIfAny();
    }

    private static DynamicStreamDefinition? Compile(Component c)
    {
        var resolver = c.Child("components_resolver", ComponentsResolvers.Kinds, required: true);
        if (c["stream_template"] is not JsonObject template) c.Error("stream_template", "expected a stream");
        else if (resolver is not null)
            return new(c.Text("name") ?? "", c.Path, template, resolver, c["use_parent_parameters"] is not JsonValue flag || !flag.TryGetValue(out bool wins) || wins);
        return null;
    }
}
