using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties.Semantics;

/// <summary>Entries under semantic_models, metrics and saved_queries.</summary>
internal sealed class SemanticSections(ParseState state)
{
    private static readonly Dictionary<string, object?> NoCall = new(StringComparer.Ordinal);

    public void ReadModel(PropertyEntry entry)
    {
        if (Named(entry, ResourceType.SemanticModel) is not { } found) return;
        var (name, node) = found;
        entry = name;
        if (entry.Required("model") is not { } model) return;
        if (UnitTests.InputCall.Read(model) is { } call) node.Refs.Add(call);
        else entry.File.Fail(entry.Map.LineOf("model"), $"'model' of the {entry.What} is no ref.", "Write it as \"ref('orders')\".");
        var meta = node.Config.Map("meta");
        node.Fields["model"] = model;
        node.Fields["node_relation"] = null;
        node.Fields["label"] = entry.Value("label");
        node.Fields["defaults"] = entry.Child("defaults") is { } defaults ? Shape.Only(defaults, "agg_time_dimension") : null;
        node.Fields["entities"] = entry.Mappings("entities").Select(each => (object?)SemanticElements.Entity(each, meta)).ToList();
        node.Fields["measures"] = entry.Mappings("measures").Select(each => (object?)SemanticElements.Measure(each, meta)).ToList();
        node.Fields["dimensions"] = entry.Mappings("dimensions").Select(each => (object?)SemanticElements.Dimension(each, meta)).ToList();
        node.Fields["metadata"] = null;
        node.Fields["primary_entity"] = entry.Value("primary_entity");
        Add(state.Manifest.SemanticModels, entry, node);
        foreach (var measure in entry.Mappings("measures").Where(measure => measure.GetValueOrDefault("create_metric") is true)) AddMetric(entry, node, measure);
    }

    public void ReadMetric(PropertyEntry entry)
    {
        if (Named(entry, ResourceType.Metric) is not { } found) return;
        var (name, node) = found;
        entry = name;
        if (entry.Required("type") is not { } type) return;
        node.Meta = PlainValues.Of(entry.Mapping("meta"));
        foreach (var (key, value) in node.Config.Map("meta")) node.Meta[key] = value;
        node.Tags = [.. TagList.Of(entry.Value("tags"))];
        node.Fields["label"] = entry.Text("label", nullable: true);
        node.Fields["type"] = type.ToLowerInvariant();
        node.Fields["type_params"] = MetricShape.TypeParams(entry.Child("type_params") ?? [], type.ToLowerInvariant());
        node.Fields["filter"] = Shape.Filter(entry.Value("filter"));
        node.Fields["metadata"] = null;
        node.Fields["time_granularity"] = entry.Value("time_granularity");
        Add(state.Manifest.Metrics, entry, node);
    }

    public void ReadQuery(PropertyEntry entry)
    {
        if (Named(entry, ResourceType.SavedQuery) is not { } found) return;
        var (name, node) = found;
        entry = name;
        var query = entry.Child("query_params") ?? [];
        node.Tags = [.. TagList.Of(entry.Value("tags")).Concat(TagList.Of(node.Config["tags"])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        node.Fields["query_params"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["metrics"] = PlainValues.Of(query.GetValueOrDefault("metrics") ?? new List<object?>()),
            ["group_by"] = PlainValues.Of(query.GetValueOrDefault("group_by") ?? new List<object?>()),
            ["where"] = Shape.Filter(query.GetValueOrDefault("where")),
            ["order_by"] = PlainValues.Of(query.GetValueOrDefault("order_by") ?? new List<object?>()),
            ["limit"] = query.GetValueOrDefault("limit"),
        };
        node.Fields["exports"] = entry.Mappings("exports").Select(each => (object?)Export(each, node)).ToList();
        node.Fields["label"] = entry.Value("label");
        node.Fields["metadata"] = null;
        Add(state.Manifest.SavedQueries, entry, node);
    }

    private Dictionary<string, object?> Export(IReadOnlyDictionary<string, object?> export, SemanticNode query)
    {
        var config = export.GetValueOrDefault("config") as IReadOnlyDictionary<string, object?> ?? NoCall;
        return new(StringComparer.Ordinal)
        {
            ["name"] = export.GetValueOrDefault("name"),
            ["config"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["export_as"] = config.GetValueOrDefault("export_as") ?? query.Config["export_as"],
                ["schema_name"] = config.GetValueOrDefault("schema") ?? query.Config["schema"] ?? state.Projects.Target.Schema,
                ["alias"] = config.GetValueOrDefault("alias") ?? export.GetValueOrDefault("name"),
                ["database"] = config.GetValueOrDefault("database") ?? state.Projects.Target.Database,
            },
            ["unrendered_config"] = PlainValues.Of(config),
        };
    }

    /// <summary>A measure can ask for a metric of its own.</summary>
    private void AddMetric(PropertyEntry entry, SemanticNode model, IReadOnlyDictionary<string, object?> measure)
    {
        var name = measure.GetValueOrDefault("name") as string ?? "";
        var metric = New(entry, ResourceType.Metric, name, new Dictionary<string, object?>(StringComparer.Ordinal) { ["enabled"] = model.Config.Enabled });
        metric.Description = measure.GetValueOrDefault("description") as string is { Length: > 0 } description ? description : $"Metric created from measure {name}";
        metric.Fields["label"] = measure.GetValueOrDefault("label") ?? name;
        metric.Fields["type"] = "simple";
        metric.Fields["type_params"] = MetricShape.TypeParams(new Dictionary<string, object?>(StringComparer.Ordinal) { ["measure"] = name, ["expr"] = name }, "simple");
        metric.Fields["filter"] = null;
        metric.Fields["metadata"] = null;
        metric.Fields["time_granularity"] = null;
        Add(state.Manifest.Metrics, entry, metric);
    }

    private (PropertyEntry Entry, SemanticNode Node)? Named(PropertyEntry entry, ResourceType type)
    {
        if (entry.Required("name") is not { } name) return null;
        entry = new PropertyEntry(entry.File, $"{type.Name().Replace('_', ' ')} '{name}'", entry.Map);
        var node = New(entry, type, name, entry.Mapping("config"));
        node.Description = entry.Text("description", nullable: true) ?? "";
        return (entry, node);
    }

    private SemanticNode New(PropertyEntry entry, ResourceType type, string name, Dictionary<string, object?> config)
    {
        var file = entry.File;
        IReadOnlyList<string> fqn = [.. Fqns.Of(file.Package, file.File.RelativePath), name];
        var (built, unrendered) = state.Configs.Build(file.Package, type, fqn, NoCall, config);
        return new SemanticNode
        {
            ResourceType = type,
            UniqueId = $"{type.Name()}.{file.Package}.{name}",
            Name = name,
            PackageName = file.Package,
            Path = file.File.RelativePath,
            OriginalFilePath = file.Path,
            Line = entry.Line,
            Fqn = fqn,
            Config = built,
            UnrenderedConfig = unrendered,
            Group = built.Text("group"),
            CreatedAt = state.Now,
            Fields = new(StringComparer.Ordinal),
        };
    }

    private void Add(OrderedDictionary<string, SemanticNode> nodes, PropertyEntry entry, SemanticNode node)
    {
        if (!node.Config.Enabled) NodeList.AddDisabled(state.Manifest, node);
        else if (!nodes.TryAdd(node.UniqueId, node))
            entry.File.Fail(entry.Line, $"dbt found two {node.ResourceType.Name().Replace('_', ' ')} entries with the name \"{node.Name}\"; the other is at {state.Place(nodes[node.UniqueId])}:{nodes[node.UniqueId].Line}.", "Rename one of the two.");
    }
}
