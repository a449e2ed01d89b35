using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Refs and sources are the relations that they name; what does not exist is an error.</summary>
internal class RunMode : RenderMode
{
    public static RunMode Instance { get; } = new();

    public override bool Executes => true;

    public override TemplateOptions Options => JinjaOptions.Run;

    public override ITemplateObject Config(RenderContext context) => new RunConfig(context);

    public override object? MissingVar(RenderContext context, string name) => throw Missing(context, name);

    public override object? Ref(RenderContext context, RefArgs reference)
    {
        var project = context.Project;
        var target = project.References.Node(reference, project.Root, context.Package) ?? throw NotFound(context, reference);
        if (context.Node is not { } node)
            return RelationOf(context, target);
        if (AccessRules.Forbids(project.Projects, node, target) is { } problem)
            throw new TemplateException(problem);
        if (MustBeKnown && !node.DependsOn.Nodes.Contains(target.UniqueId))
            throw NotDeclared(node, reference);
        return RelationOf(context, target);
    }

    public override object? Source(RenderContext context, string source, string table)
    {
        var project = context.Project;
        var target = project.References.Source(source, table, project.Root, context.Package) ?? throw NotFound(context, source, table);
        return SourceRelation(context, target);
    }

    protected virtual Relation SourceRelation(RenderContext context, SourceDefinition target)
    {
        var project = context.Project;
        return Narrowed(context, project.Adapter.Relation(target, project.Projects), target.Config);
    }

    public static TemplateException Missing(RenderContext context, string name)
    {
        var vars = context.Project.VarsFor(context.Package).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Where(pair => !pair.Key.StartsWith(EnvironmentVariables.SecretPrefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return new TemplateException(
            $"Required var '{name}' not found in config:\nVars supplied to {context.Node?.Name ?? "<Configuration>"} = {JsonText.Write(vars, new JsonStyle(Indent: 4, SortKeys: true))}");
    }

    /// <summary>A node may only refer to what parsing found, since the order of a run follows from that.</summary>
    protected virtual bool MustBeKnown => true;

    protected virtual Relation RelationOf(RenderContext context, ManifestNode target)
    {
        if (!target.IsEphemeral)
            return Narrowed(context, context.Project.Adapter.Relation(target, context.Project.Projects), target.Config);
        if (context.Node is not { ResourceType: not ResourceType.Operation } node)
            throw new TemplateException($"Operations can not ref() ephemeral nodes, but {target.Name} is ephemeral");
        CommonTable(node, target.UniqueId);
        return EphemeralOf(context, target.Alias);
    }

    /// <summary>The common table expression that an ephemeral model, or a unit test's input, is put in front as.</summary>
    public static Relation EphemeralOf(RenderContext context, string identifier) =>
        context.Project.Adapter.Relation(null, null, $"__dbt__cte__{identifier}", RelationType.Cte) with { QuoteIdentifier = false };

    public static void CommonTable(ManifestNode node, string uniqueId)
    {
        if (!node.ExtraCtes.Exists(cte => cte.Id == uniqueId)) node.ExtraCtes.Add(new InjectedCte(uniqueId, ""));
    }

    /// <summary>With <c>--empty</c> no rows are read; a microbatch reads those of its batch.</summary>
    private static Relation Narrowed(RenderContext context, Relation relation, NodeConfig config) => EventTimes.Narrow(
        context, context.Project.Invocation.Empty ? relation with { Limit = 0 } : relation, config);

    private static TemplateException NotFound(RenderContext context, RefArgs reference)
    {
        var known = context.Project.References;
        var version = reference.Version is null ? "" : $"with version '{reference.Version}' ";
        var package = reference.Package is null ? "" : $"in package or project '{reference.Package}' ";
        var reason = known.IsDisabled(reference.Name) ? "is disabled" : "was not found";
        var advice = NearestNames.Advise(reference.Name, known.NodeNames.Where(name => name != reference.Name), "");
        return new TemplateException($"{Subject(context)} depends on a node named '{reference.Name}' {version}{package}which {reason}{(advice.Length > 0 ? $". {advice}" : "")}");
    }

    private static TemplateException NotFound(RenderContext context, string source, string table)
    {
        var known = context.Project.References;
        var reason = known.IsDisabled($"{source}.{table}") ? "is disabled" : "was not found";
        var advice = NearestNames.Advise($"{source}.{table}", known.SourceNames, "");
        return new TemplateException($"{Subject(context)} depends on a source named '{source}.{table}' which {reason}{(advice.Length > 0 ? $". {advice}" : "")}");
    }

    private static string Subject(RenderContext context)
    {
        if (context.Node is not { } node)
            return $"Package '{context.Package}'";
        var type = node.ResourceType.Name();
        return $"{char.ToUpperInvariant(type[0])}{type[1..]} '{node.UniqueId}' ({node.OriginalFilePath})";
    }

    private static TemplateException NotDeclared(ManifestNode node, RefArgs reference)
    {
        var parts = new[] { reference.Package, reference.Name }.Where(part => part is not null).Select(part => $"'{part}'");
        var version = reference.Version is null ? "" : $",version='{reference.Version}'";
        return new TemplateException(
            $"dbt was unable to infer all dependencies for the model \"{node.Name}\".\nThis typically happens when ref() is placed within a conditional block.\n\n"
            + $"To fix this, add the following hint to the top of the model \"{node.Name}\":\n\n-- depends_on: {{{{ ref({string.Join(", ", parts)}{version}) }}}}");
    }
}
