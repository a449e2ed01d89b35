using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Finds the names that a template reads and does not set itself.</summary>
internal sealed class NameCollector(TemplateOptions options, bool check = true)
{
    private readonly Stack<HashSet<string>> _scopes = new([[]]);

    public HashSet<string> Free { get; } = new(StringComparer.Ordinal);

    public void Load(string name)
    {
        if (!IsSet(name) && !options.Globals.ContainsKey(name) && !(options.MacroReturn && name == "return"))
            Free.Add(name);
    }

    public void Store(string name) => _scopes.Peek().Add(name);

    public void All(params ReadOnlySpan<Node?> nodes)
    {
        foreach (var node in nodes)
            node?.Collect(this);
    }

    public void All(Expression[] nodes)
    {
        foreach (var node in nodes)
            node.Collect(this);
    }

    public void All(Statement[] nodes)
    {
        foreach (var node in nodes)
            node.Collect(this);
    }

    public void Scope(Action inner)
    {
        _scopes.Push([]);
        inner();
        _scopes.Pop();
    }

    /// <summary>
    /// Branches of which one runs. A name that only some of them set is read from outside in the others, as in the reference.
    /// </summary>
    public void Branches(params ReadOnlySpan<Action> branches)
    {
        List<HashSet<string>> stored = [];
        foreach (var branch in branches)
        {
            _scopes.Push([]);
            branch();
            stored.Add(_scopes.Pop());
        }

        foreach (var name in stored.SelectMany(names => names).ToHashSet())
        {
            if (!stored.All(names => names.Contains(name)))
                Load(name);
            Store(name);
        }
    }

    public void Filter(string name, Node user)
    {
        if (check && !options.Filters.ContainsKey(name) && !Filters.BuiltInFilters.All.ContainsKey(name))
            throw user.Place.Source.Fail($"No filter named '{name}'.", user.Place.Offset);
    }

    public void Test(string name, Node user)
    {
        if (check && !options.Tests.ContainsKey(name) && !Tests.BuiltInTests.All.ContainsKey(name))
            throw user.Place.Source.Fail($"No test named '{name}'.", user.Place.Offset);
    }

    private bool IsSet(string name) => _scopes.Any(scope => scope.Contains(name));
}
