using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>What semantic models, metrics and saved queries depend on, found by the names of models, measures and metrics.</summary>
internal sealed class SemanticLinks(ParseState state, RefLookup lookup)
{
    private readonly Dictionary<string, SemanticNode> _metrics = Named(state.Manifest.Metrics.Values);
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SemanticNode> _measures = new(StringComparer.Ordinal);

    public void Link()
    {
        foreach (var model in state.Manifest.SemanticModels.Values) LinkModel(model);
        foreach (var model in state.Manifest.SemanticModels.Values)
            foreach (var measure in Names(model.Fields["measures"])) _measures.TryAdd(measure, model);
        foreach (var metric in state.Manifest.Metrics.Values) LinkMetric(metric);
        foreach (var query in state.Manifest.SavedQueries.Values)
        {
            foreach (var name in (Map(query.Fields["query_params"])["metrics"] as IReadOnlyList<object?> ?? []).OfType<string>()) Add(query, "metric", name, _metrics);
        }
    }

    private void LinkModel(SemanticNode model)
    {
        foreach (var call in model.Refs)
        {
            if (lookup.Ref(call, model.PackageName).Node is not { } target)
            {
                Fail(model, "model", call.Name, lookup.Names);
                continue;
            }

            model.DependsOn.AddNode(target.UniqueId);
            model.Fields["node_relation"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["alias"] = target.Alias, ["schema_name"] = target.Schema, ["database"] = target.Database, ["relation_name"] = target.RelationName,
            };
        }
    }

    /// <summary>A metric of metrics has the measures of them all.</summary>
    private List<object?> LinkMetric(SemanticNode metric)
    {
        var inputs = Map(metric.Fields["type_params"]);
        var measures = (List<object?>)inputs["input_measures"]!;
        if (!_linked.Add(metric.UniqueId)) return measures;
        List<object?> own = inputs["conversion_type_params"] is IReadOnlyDictionary<string, object?> conversion
            ? [conversion["base_measure"], conversion["conversion_measure"]]
            : metric.Fields["type"] is "simple" or "cumulative" ? [inputs["measure"]] : [];
        foreach (var measure in own.OfType<IReadOnlyDictionary<string, object?>>())
        {
            AddOnce(measures, measure);
            Add(metric, "measure", measure["name"] as string ?? "", _measures);
        }

        if (metric.Fields["type"] is not ("ratio" or "derived")) return measures;
        IReadOnlyList<object?> metrics = metric.Fields["type"] is "ratio" ? [inputs["numerator"], inputs["denominator"]] : (IReadOnlyList<object?>)inputs["metrics"]!;
        foreach (var input in metrics.OfType<IReadOnlyDictionary<string, object?>>())
        {
            if (Add(metric, "metric", input["name"] as string ?? "", _metrics) is not { } target) continue;
            foreach (var measure in LinkMetric(target)) AddOnce(measures, measure);
        }

        return measures;
    }

    private SemanticNode? Add(SemanticNode node, string kind, string name, Dictionary<string, SemanticNode> known)
    {
        if (known.TryGetValue(name, out var target)) node.DependsOn.AddNode(target.UniqueId);
        else Fail(node, kind, name, known.Keys);
        return target;
    }

    private void Fail(SemanticNode node, string kind, string name, IEnumerable<string> known) => state.Errors.Add(
        state.Place(node), node.Line, $"{node.UniqueId} depends on a {kind} named '{name}' which was not found.", NearestNames.Advise(name, known, "Declare it, or correct the name."));

    private static void AddOnce(List<object?> measures, object? measure)
    {
        if (!measures.Exists(each => Selection.Values.Same(each, measure))) measures.Add(measure);
    }

    private static IEnumerable<string> Names(object? elements) => (elements as IReadOnlyList<object?> ?? []).Select(element => Map(element)["name"]).OfType<string>();

    private static IReadOnlyDictionary<string, object?> Map(object? value) => (IReadOnlyDictionary<string, object?>)value!;

    private static Dictionary<string, SemanticNode> Named(IEnumerable<SemanticNode> nodes) =>
        nodes.GroupBy(node => node.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}
