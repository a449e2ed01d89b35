using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Finds the names that a template reads and does not set itself.</summary>
internal sealed class NameCollector(TemplateOptions options, bool check = true)
{
    /// <summary>The reference gives up at a fraction of it, when Python compiles what it has made of the template.</summary>
    private const int MaxDepth = 500;

    private Names _current = new(null);
    private int _depth;

    public HashSet<string> Free { get; } = new(StringComparer.Ordinal);

    public void Load(string name)
    {
        if (!IsSet(name) && !options.Globals.ContainsKey(name) && !(options.MacroReturn && name == "return"))
            Free.Add(name);
    }

    public void Store(string name) => (_current.Set ??= new(StringComparer.Ordinal)).Add(name);

    public void All(params ReadOnlySpan<Node?> nodes)
    {
        foreach (var node in nodes)
            Enter(node);
    }

    public void All(Expression[] nodes)
    {
        foreach (var node in nodes)
            Enter(node);
    }

    public void All(Statement[] nodes)
    {
        foreach (var node in nodes)
            Enter(node);
    }

    /// <summary>Evaluation goes as deep as this does, and may begin where the stack is half used.</summary>
    private void Enter(Node? node)
    {
        if (node is null)
            return;
        if (_depth >= MaxDepth)
            throw TemplateException.Limit($"the template is nested or chained more than {MaxDepth} deep").At(node.Place.Source, node.Place.Offset);
        _depth++;
        node.Collect(this);
        _depth--;
    }

    /// <summary>
    /// An inner scope. It sees every name that the scope around it sets, later ones as well, as in the reference; so it is looked at when
    /// the outer one is done.
    /// </summary>
    public void Scope(Action inner)
    {
        var depth = _depth;
        (_current.Frame.Later ??= []).Add(() =>
        {
            _depth = depth;
            inner();
        });
    }

    /// <summary>Looks at the inner scopes; call once after the outermost nodes.</summary>
    public NameCollector Finish()
    {
        var outer = _current;
        foreach (var inner in outer.Later ?? [])
        {
            _current = new Names(outer);
            inner();
            Finish();
        }

        _current = outer;
        return this;
    }

    /// <summary>
    /// Branches of which one runs. A name that only some of them set is read from outside in the others, as in the reference.
    /// </summary>
    public void Branches(params ReadOnlySpan<Action> branches)
    {
        List<HashSet<string>> stored = [];
        foreach (var branch in branches)
        {
            var outer = _current;
            _current = new Names(outer) { Frame = outer.Frame };
            branch();
            stored.Add(_current.Set ?? []);
            _current = outer;
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

    private bool IsSet(string name)
    {
        for (var scope = _current; scope is not null; scope = scope.Parent)
        {
            if (scope.Set?.Contains(name) is true)
                return true;
        }

        return false;
    }

    private sealed class Names
    {
        public Names(Names? parent) => (Parent, Frame) = (parent, this);

        public Names? Parent { get; }

        /// <summary>The scope that a branch belongs to; otherwise this one.</summary>
        public Names Frame { get; init; }

        public HashSet<string>? Set { get; set; }

        public List<Action>? Later { get; set; }
    }
}
