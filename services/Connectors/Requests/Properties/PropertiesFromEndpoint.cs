using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>The source itself lists the properties that can be asked for.</summary>
internal sealed record PropertiesFromEndpoint(IReadOnlyList<Interpolated> FieldPath, IRetriever Retriever)
{
    public static ComponentKinds<PropertiesFromEndpoint> Kinds { get; } = new() { ["PropertiesFromEndpoint"] = Compile };

    public async Task<IReadOnlyList<string>> ReadAsync(ReadContext context, CancellationToken cancellationToken)
    {
        var path = FieldPath.Select(f => f.Render(context.Scope)).ToList();
        var own = context with { CursorOptions = null, Conditional = null, StopAfter = long.MaxValue };
        var properties = new List<string>();
        await foreach (var record in RetrieverRecords.ReadAsync(Retriever, own, null, cancellationToken))
        {
            JsonNode? value = record;
            foreach (var name in path) value = (value as JsonObject)?[name];
            properties.Add(value is null ? "[]" : TemplateValues.ToText(TemplateValues.FromJson(value)));
        }

        return properties;
    }

    private static PropertiesFromEndpoint? Compile(Component c)
    {
        var path = c.Templates("property_field_path", required: true);
        return c.Child("retriever", RetrieverKinds.All, required: true) is { } retriever ? new(path, retriever) : null;
    }
}

/// <summary>The lists of properties that one read has asked for; each is asked for once.</summary>
internal sealed class PropertyLists
{
    private readonly ConcurrentDictionary<PropertiesFromEndpoint, Lazy<Task<IReadOnlyList<string>>>> _lists = new(ReferenceEqualityComparer.Instance);

    public Task<IReadOnlyList<string>> OfAsync(PropertiesFromEndpoint endpoint, ReadContext context, CancellationToken cancellationToken) =>
        _lists.GetOrAdd(endpoint, e => new(() => e.ReadAsync(context, cancellationToken))).Value;
}
