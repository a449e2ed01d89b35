using ControlPlane.Models.Adapters;
using ControlPlane.Models.Compilation;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Jinja.Parsing;
using ControlPlane.Models.Jinja.Running;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja;

/// <summary>Make it of a manifest that is linked.</summary>
public sealed class RuntimeRenderer : IRuntimeRenderer
{
    private const string PythonPostfix = "{{ py_script_postfix(model) }}";

    private readonly ProjectScope _project;
    private readonly Action<ManifestNode, string>? _written;

    /// <param name="manifest">Complete.</param>
    /// <param name="adapter">Of the target.</param>
    /// <param name="written">Takes what materializations <c>write</c> of a node, the statement that builds it.</param>
    public RuntimeRenderer(Manifest manifest, IAdapter adapter, Action<ManifestNode, string>? written = null)
        : this(manifest, adapter, null, written)
    {
    }

    /// <summary>For another place of the same project, whose macros are known.</summary>
    internal RuntimeRenderer(Manifest manifest, IAdapter adapter, MacroLookup? macros, Action<ManifestNode, string>? written = null)
    {
        _written = written;
        _project = new ProjectScope(manifest, adapter, macros) { Written = Write, Seeds = SeedRows.Read(manifest.Projects) };
    }

    public Manifest Manifest => _project.Manifest;

    public IAdapter Adapter => _project.Adapter;

    public void Compile(ManifestNode node, Func<IAdapterConnection> connection, MaterializationInputs? inputs = null)
    {
        IAdapterConnection? opened = null;
        var models = new EphemeralModels(
            each => CompileOwn(each, () => opened ??= connection(), inputs),
            id => inputs?.StandIns.Values.FirstOrDefault(rows => rows.UniqueId == id) ?? Manifest.Nodes.GetValueOrDefault(id));
        if (!node.IsEphemeral)
        {
            models.Compile(node);
            return;
        }

        lock (node)
        {
            if (!node.IsCompiled) models.Compile(node);
        }
    }

    public MaterializationResult Materialize(ManifestNode node, IAdapterConnection connection, MaterializationInputs? inputs = null)
    {
        var context = Context(node, () => connection, inputs);
        foreach (var (name, value) in inputs?.Names ?? new Dictionary<string, object?>()) context.Own[name] = value;
        var result = Failures.Explain(context, () => context.Run(Materializations.Find(_project, node, inputs?.Materialization), TemplateArguments.None));
        var relations = Materializations.Relations(result, node);
        foreach (var relation in relations) Adapter.Relations.Add(relation);
        var main = context.Statements.Main is { } statement ? new StatementResult(statement.Response as AdapterResponse ?? AdapterResponse.None, statement.Table) : null;
        return new MaterializationResult(relations, main);
    }

    public object? Call(
        string macro, IAdapterConnection connection, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? named = null, ManifestNode? node = null)
    {
        var context = Context(node, () => connection, null, OperationMode.Instance);
        var passed = new TemplateArguments(arguments, named);
        return Failures.Explain(context, () => macro.Split('.') is [var package, var name]
            ? _project.Macros.Find(package, name, null) is { } found ? context.Run(found, passed) : context.Call(macro, passed)
            : context.Call(macro, passed));
    }

    public string Render(string text, ManifestNode? node, IAdapterConnection connection, IReadOnlyDictionary<string, object?>? extra = null)
    {
        if (!JinjaOptions.IsTemplate(text))
            return text;
        var context = Context(node, () => connection, null, node is null ? OperationMode.Instance : RunMode.Instance);
        foreach (var (name, value) in extra ?? new Dictionary<string, object?>()) context.Own[name] = value;
        return Failures.Explain(context, () => _project.Parse(text, node?.OriginalFilePath).Render(context, context.MacroOptions));
    }

    /// <summary>The text of the project's query-comment, which cannot ask the engine anything.</summary>
    internal string Comment(string text, IReadOnlyDictionary<string, object?> names)
    {
        var context = Context(null, () => throw new TemplateException("a query-comment cannot run queries"), null, OperationMode.Instance);
        foreach (var (name, value) in names) context.Own[name] = value;
        return Failures.Explain(context, () => _project.Parse(text, "dbt_project.yml").Render(context, context.MacroOptions));
    }

    private void CompileOwn(ManifestNode node, Func<IAdapterConnection> connection, MaterializationInputs? inputs)
    {
        var context = Context(node, connection, inputs);
        if (node.TestMetadata is { } test)
            context.Own[TestArguments.Name] = TestArguments.Render(test.Arguments, context, JinjaOptions.Native);
        var places = Relation.PlacesRead;
        try
        {
            node.CompiledCode = node.Language == "python" ? $"{node.RawCode}\n\n{_project.Parse(PythonPostfix, null).Render(context, context.MacroOptions)}" : NodeTemplates.Render(node, node.RawCode, context);
        }
        finally
        {
            context.Inputs.Place |= Relation.PlacesRead != places;
            node.CompileInputs = context.Inputs;
        }
        if (node is { ResourceType: ResourceType.Test, RelationName: null } && (node.Config.Flag("store_failures") ?? Manifest.Invocation.StoreFailures))
            node.RelationName = Adapter.Relation(node, Manifest.Projects).Render();
        ForeignKeys.Resolve(node, context);
    }

    private RenderContext Context(ManifestNode? node, Func<IAdapterConnection> connection, MaterializationInputs? inputs, RunMode? mode = null)
    {
        var isUnitTest = node?.ResourceType == ResourceType.UnitTest && inputs?.UnitTest is not null;
        var clock = new RenderClock();
        var context = new RenderContext(_project, mode ?? (isUnitTest ? UnitTestMode.Instance : RunMode.Instance), node?.PackageName ?? _project.Root)
        {
            Node = node,
            Connection = connection,
            Batch = inputs?.Batch,
            UnitTest = isUnitTest ? inputs!.UnitTest : null,
            StandIns = isUnitTest ? inputs!.StandIns : null,
            Clock = clock,
            MacroOptions = JinjaOptions.Run with { Time = clock },
        };
        if (inputs is null)
            return context;
        if (isUnitTest)
            UnitTestOverrides.Apply(context, inputs.UnitTest, inputs.StandIns, inputs.UnitTest!.TestedNode);
        return context;
    }

    private void Write(ManifestNode node, string payload) => _written?.Invoke(node, payload);
}
