using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>One stream for each item of a list in the config; with several lists, one for each combination.</summary>
internal sealed record ConfigComponentsResolver(IReadOnlyList<StreamConfig> Lists, IReadOnlyList<ComponentMapping> Mappings) : IComponentsResolver
{
    public bool IsFromConfig => true;

    public static ConfigComponentsResolver? Compile(Component c)
    {
        var lists = c["stream_config"] is JsonArray ? c.Children("stream_config", StreamConfig.Kinds)
            : c.Child("stream_config", StreamConfig.Kinds, required: true) is { } single ? [single] : [];
        var mappings = c.Children("components_mapping", ComponentMapping.Kinds);
        return lists.Count == 0 ? null : new(lists, mappings);
    }

    public async IAsyncEnumerable<JsonObject> ResolveAsync(JsonObject template, ReadContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var config = TemplateValues.ToJson(context.Scope.Variables["config"]) as JsonObject ?? [];
        var streams = new StreamTemplate(template, Mappings, context.Scope, readsYaml: true);
        IEnumerable<IReadOnlyList<(int Index, JsonNode? Item)>> combinations = [[]];
        foreach (var list in Lists)
        {
            var items = list.Items(config, context.Scope).Select((item, i) => (i, item)).ToArray();
            combinations = combinations.SelectMany(c => items.Select(item => (IReadOnlyList<(int, JsonNode?)>)[.. c, item])).ToArray();
        }

        foreach (var combination in combinations) yield return streams.Fill(Merge(combination));
    }

    /// <summary>One map out of a combination; an item that is none stands in it with its place, as <c>source_config_N</c>.</summary>
    private static Dictionary<string, object?> Merge(IReadOnlyList<(int Index, JsonNode? Item)> combination)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < combination.Count; i++)
        {
            var (index, item) = combination[i];
            if (item is JsonObject map)
                foreach (var (name, value) in map) merged[name] = TemplateValues.FromJson(value);
            else merged.TryAdd($"source_config_{i}", new List<object?> { (long)index, TemplateValues.FromJson(item) });
        }

        return merged;
    }
}
