using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>
/// The names that one render sees: its own first, then macros, then the members that all have. Nothing is made before it is asked for. Used by one
/// thread.
/// </summary>
/// <param name="project">What is shared.</param>
/// <param name="mode">Parsing or running.</param>
/// <param name="package">Whose macros come first.</param>
/// <param name="names">The macros that are seen, when not all are.</param>
internal sealed class RenderContext(ProjectScope project, RenderMode mode, string package, IReadOnlyDictionary<string, object>? names = null)
    : IReadOnlyDictionary<string, object?>, IMacroCaller
{
    private readonly IReadOnlyDictionary<string, object> _names = names ?? project.Macros.SeenFrom(package);
    private readonly Dictionary<string, object?> _made = new(StringComparer.Ordinal);
    private readonly List<Macro> _stack = [];
    private Dictionary<Macro, TemplateFunction>? _macros;

    public ProjectScope Project => project;

    public RenderMode Mode => mode;

    public string Package => package;

    /// <summary>What is rendered, if it is a node.</summary>
    public ManifestNode? Node { get; init; }

    /// <summary>What a unit test gives in place of the node's inputs, by the unique ids of those.</summary>
    public IReadOnlyDictionary<string, ManifestNode>? StandIns { get; init; }

    public SourceDefinition? SourceNode { get; init; }

    public UnitTest? UnitTest { get; init; }

    /// <summary>The bounds of the batch that a microbatch model is run for.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Batch { get; init; }

    /// <summary>Opens the session when something asks the engine.</summary>
    public Func<IAdapterConnection>? Connection { get; init; }

    public RenderInputs Inputs { get; init; } = new();

    /// <summary>Names that go before all others.</summary>
    public IDictionary<string, object?> Own { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public StatementResults Statements => field ??= new();

    /// <summary>The macros that run, outermost first.</summary>
    public IReadOnlyList<Macro> Stack => _stack;

    public TemplateOptions MacroOptions { get; init; } = JinjaOptions.Run;

    /// <summary>Stands still while the engine works, so that only templates' own time is bounded.</summary>
    public RenderClock? Clock { get; init; }

    public string Title => Node is { } node ? $"{node.ResourceType.Name()} {node.Name} ({node.OriginalFilePath})" : package;

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => Own.Keys.Concat(_names.Keys).Concat(ContextMembers.All.Keys).Distinct(StringComparer.Ordinal);

    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    public int Count => Keys.Count();

    public bool ContainsKey(string key) => Own.ContainsKey(key) || _names.ContainsKey(key) || ContextMembers.All.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (Own.TryGetValue(key, out value) || _made.TryGetValue(key, out value))
            return true;
        if (_names.TryGetValue(key, out var named))
            value = named is Macro macro ? Bind(macro) : new PackageMacros(this, (IReadOnlyDictionary<string, Macro>)named);
        else if (!TryGetMember(key, out value))
            return false;
        _made[key] = value;
        return true;
    }

    /// <summary>A member as it is without the project's macros: <c>builtins</c>.</summary>
    public bool TryGetMember(string key, out object? value)
    {
        value = null;
        if (!ContextMembers.All.TryGetValue(key, out var member))
            return false;
        value = member(this);
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public TemplateFunction Bind(Macro macro)
    {
        _macros ??= [];
        if (_macros.TryGetValue(macro, out var bound))
            return bound;
        var inner = macro.Definition.Bind(this, MacroOptions);
        return _macros[macro] = arguments =>
        {
            if (_stack.Count == 0)
                mode.Called(this, macro);
            return Stacked(macro, inner, arguments);
        };
    }

    /// <summary>Runs a macro that the node does not call itself: a materialization. That of a test counts as the test's own text.</summary>
    public object? Run(Macro macro, TemplateArguments arguments)
    {
        var function = macro.Definition.Bind(this, MacroOptions);
        return Node?.ResourceType is ResourceType.Test or ResourceType.UnitTest ? function(arguments) : Stacked(macro, function, arguments);
    }

    private object? Stacked(Macro macro, TemplateFunction function, TemplateArguments arguments)
    {
        _stack.Add(macro);
        try
        {
            return function(arguments);
        }
        finally
        {
            _stack.RemoveAt(_stack.Count - 1);
        }
    }

    public object? Call(string macro, params IReadOnlyList<object?> arguments) => Call(macro, new TemplateArguments(arguments));

    /// <summary>What the engine's side calls is not what the node's text calls.</summary>
    public object? Call(string macro, TemplateArguments arguments) => _names.GetValueOrDefault(macro) is Macro found
        ? Stacked(found, found.Definition.Bind(this, MacroOptions), arguments)
        : throw new TemplateException($"dbt could not find a macro with the name '{macro}' in any package. {NearestNames.Advise(macro, project.Macros.Names, "")}".TrimEnd());

    public TemplateFunction Dispatch(string name, string? macroNamespace)
    {
        if (name.Contains('.', StringComparison.Ordinal))
        {
            var parts = name.Split('.', 2);
            throw new TemplateException(
                $"In adapter.dispatch, got a macro name of \"{name}\", but \".\" is not a valid macro name component. "
                + $"Did you mean `adapter.dispatch(\"{parts[1]}\", macro_namespace=\"{parts[0]}\")`?");
        }

        foreach (var (where, candidate) in project.Macros.Candidates(name, macroNamespace))
        {
            if (project.Macros.Find(where, candidate, package) is { } macro)
                return Bind(macro);
        }

        var places = project.Macros.Candidates(name, macroNamespace).Select(pair => pair.Package is null ? pair.Name : $"{pair.Package}.{pair.Name}");
        var searched = string.Join(", ", places.Select(PythonText.Repr));
        throw new TemplateException($"In dispatch: No macro named '{name}' found within namespace: '{macroNamespace ?? "None"}'\n    Searched for: {searched}");
    }
}
