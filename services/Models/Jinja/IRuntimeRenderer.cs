using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Jinja;

/// <summary>What compiling and running ask of templates: <c>execute</c> is true. Safe for several threads, each with its own connection.</summary>
public interface IRuntimeRenderer
{
    Manifest Manifest { get; }

    IAdapter Adapter { get; }

    /// <summary>
    /// Sets <see cref="ManifestNode.CompiledCode"/> with ephemeral models put in front as common table expressions.
    /// </summary>
    /// <param name="connection">Opens one when the text asks the engine something; called at most once.</param>
    /// <param name="inputs">A microbatch model's batch; a unit test's stand-ins, with a node of <see cref="ResourceType.UnitTest"/> that has the tested model's text.</param>
    /// <exception cref="Templating.TemplateException">With file, line and text.</exception>
    void Compile(ManifestNode node, Func<IAdapterConnection> connection, MaterializationInputs? inputs = null);

    /// <summary>Runs the node's materialization macro (hooks inside of it) and gives what it returned.</summary>
    MaterializationResult Materialize(ManifestNode node, IAdapterConnection connection, MaterializationInputs? inputs = null);

    /// <summary>A macro by name as the project sees it (a project's own goes before the engine's): <c>create_schema</c>, <c>get_catalog</c>.</summary>
    object? Call(string macro, IAdapterConnection connection, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? named = null, ManifestNode? node = null);

    /// <summary>Any text in the context of a node, or of the project when there is none: hooks, <c>show --inline</c>.</summary>
    string Render(string text, ManifestNode? node, IAdapterConnection connection, IReadOnlyDictionary<string, object?>? extra = null);
}

/// <summary>What a run adds to a node's context.</summary>
public sealed record MaterializationInputs
{
    /// <summary>Unit tests: input name to the common table expression that stands for it; macros, vars and env_vars that are overridden.</summary>
    public UnitTest? UnitTest { get; init; }

    /// <summary>
    /// Unit tests: by unique id of the node or source that each stands for (the tested model's own for <c>this</c>), an ephemeral model whose text gives
    /// the rows; refs and sources that resolve to the former are the latter's common table expression.
    /// </summary>
    public IReadOnlyDictionary<string, ManifestNode> StandIns { get; init; } = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);

    /// <summary>Microbatch: the batch's bounds, also applied to inputs with an event time.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Batch { get; init; }

    /// <summary>What builds the node in place of its own materialization: <c>clone</c>.</summary>
    public string? Materialization { get; init; }

    /// <summary>Further names for what builds the node; its own text is compiled without them.</summary>
    public IReadOnlyDictionary<string, object?> Names { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}

/// <param name="Relations">What the macro returned under <c>relations</c>.</param>
/// <param name="Main">What <c>statement('main')</c> got; null when there was none.</param>
public sealed record MaterializationResult(IReadOnlyList<Relation> Relations, StatementResult? Main);

public sealed record StatementResult(AdapterResponse Response, ResultTable Table);
