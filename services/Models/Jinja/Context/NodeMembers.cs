using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Microbatch;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>What templates see of the node they belong to and of those around it.</summary>
internal static class NodeMembers
{
    public static Dictionary<string, ContextMember> All { get; } = new(StringComparer.Ordinal)
    {
        ["ref"] = context => new RefValue(context),
        ["source"] = context => (TemplateFunction)(arguments => Source(context, arguments)),
        ["metric"] = context => (TemplateFunction)(arguments => Metric(context, arguments)),
        ["config"] = context => context.Mode.Config(context),
        ["this"] = This,
        ["model"] = context => Placed(context).Node is { } node ? ModelOf(node, context.Batch) : context.SourceNode is { } source ? Dictionary(NodeValues.Of(source)) : null,
        ["source_node"] = context => Placed(context).SourceNode is { } source ? Dictionary(NodeValues.Of(source)) : null,
        ["database"] = context => Placed(context).Node is { } node ? node.Database : context.Project.Projects.Target.Database,
        ["schema"] = context => Placed(context).Node?.Schema ?? context.Project.Projects.Target.Schema,
        ["pre_hooks"] = context => Hooks(context, "pre-hook"),
        ["post_hooks"] = context => Hooks(context, "post-hook"),
        ["sql"] = context => Cloned(context) ?? (context.Node is { Language: "sql", ExtraCtesInjected: true } node ? node.CompiledCode : null),
        ["compiled_code"] = context => Cloned(context) ?? (context.Node is { ExtraCtesInjected: true } node ? node.CompiledCode : null),
        ["graph"] = Graph,
        ["defer_relation"] = context => context.Node?.DeferRelation is { } other ? context.Project.Adapter.Relation(other.Database, other.Schema, other.Alias) : null,
    };

    private static readonly string[] GraphParts = ["exposures", "groups", "metrics", "nodes", "sources", "semantic_models", "saved_queries"];

    /// <summary>The arguments of a ref, checked.</summary>
    public static RefArgs References(TemplateArguments arguments)
    {
        var (package, name) = arguments.Positional switch
        {
            [var only] => (null, only),
            [var first, var second] => (first, second),
            var all => throw new TemplateException($"ref() takes at most two arguments ({all.Count} given)"),
        };
        var version = Given(arguments, "version") ?? Given(arguments, "v");
        return (name, package, version) switch
        {
            (not string, _, _) => throw Wrong("name argument to ref() must be a string", name),
            (_, not (string or null), _) => throw Wrong("package argument to ref() must be a string or None", package),
            (_, _, not (string or long or double or null)) => throw new TemplateException(
                $"The version argument to ref() must be a string, int, float, or None - got <class '{TemplateValue.TypeOf(version)}'>"),
            (string text, _, _) => new RefArgs(text, package as string, version),
        };
    }

    private static RenderContext Placed(RenderContext context)
    {
        context.Inputs.Place = true;
        return context;
    }

    /// <summary>A node as <c>model</c> shows it: without what it does not have.</summary>
    private static DictValue ModelOf(ManifestNode node, (DateTimeOffset Start, DateTimeOffset End)? batch)
    {
        var values = NodeValues.Of(node);
        if (batch is var (start, end))
        {
            values["batch"] = new DictValue(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["id"] = BatchSizes.Parse(node.Config.Text("batch_size"))?.Id(start),
                ["event_time_start"] = start,
                ["event_time_end"] = end,
            });
        }

        if (values.TryGetValue("compiled_code", out var code)) values["compiled_sql"] = code;
        return Dictionary(values);
    }

    private static DictValue Dictionary(Dictionary<string, object?> values) => new(values.Where(pair => pair.Value is not null));

    private static object? Given(TemplateArguments arguments, string name) =>
        arguments.Named.TryGetValue(name, out var value) && TemplateValue.IsTrue(value) ? value : null;

    private static object? Source(RenderContext context, TemplateArguments arguments) => arguments.Positional switch
    {
        [string source, string table] => context.Mode.Source(context, source, table),
        [string, var table] => throw Wrong("table name (second) argument to source() must be a string", table),
        [var source, _] => throw Wrong("source name (first) argument to source() must be a string", source),
        var all => throw new TemplateException($"source() takes exactly two arguments ({all.Count} given)"),
    };

    private static string Metric(RenderContext context, TemplateArguments arguments) => arguments.Positional switch
    {
        [string name] => context.Mode.Metric(context, [name]),
        [string package, string name] => context.Mode.Metric(context, [package, name]),
        _ => throw new TemplateException("metric() takes the name of a metric, or a package and the name"),
    };

    private static object? This(RenderContext context) => context switch
    {
        { Node.ResourceType: ResourceType.Operation } => null,
        { Node: { } node } => context.Project.Adapter.Relation(node, context.Project.Projects),
        { SourceNode: { } source } => context.Project.Adapter.Relation(source, context.Project.Projects),
        _ => null,
    };

    /// <summary>A clone's text is the other environment's rows.</summary>
    private static string? Cloned(RenderContext context) =>
        context.Project.Invocation.Command == "clone" && context.Node?.DeferRelation is { } other
            ? $"select * from {other.Rendered ?? context.Project.Adapter.Relation(other.Database, other.Schema, other.Alias).Render()}" : null;

    private static object? Hooks(RenderContext context, string key) => context.Node switch
    {
        null => null,
        { ResourceType: ResourceType.Test } => new List<object?>(),
        var node => node.Config.List(key).Select(Hook).ToList(),
    };

    private static object? Hook(object? hook) => hook is IReadOnlyDictionary<string, object?>
        ? hook
        : new DictValue(new Dictionary<string, object?>(StringComparer.Ordinal) { ["sql"] = hook, ["transaction"] = true });

    /// <summary>While a project is parsed the graph is not complete, and templates have been warned not to rely on it; then it is as empty as it was in the beginning.</summary>
    private static object? Graph(RenderContext context) => context.Mode.Executes ? Placed(context).Project.Graph : EmptyGraph;

    private static DictValue EmptyGraph => new(GraphParts.Select(name => KeyValuePair.Create(name, (object?)new DictValue())));

    private static TemplateException Wrong(string rule, object? value) => new($"The {rule}, got <class '{TemplateValue.TypeOf(value)}'>");
}
