namespace ControlPlane.Templating.Evaluation;

/// <summary>The names set in one scope; looks in the scopes around it, then in the variables passed, then in the globals.</summary>
internal sealed class Frame(Run run, Frame? parent)
{
    private const int LinearLimit = 12;

    private string[] _names = [];
    private object?[] _values = [];
    private int _count;
    private Dictionary<string, int>? _index;

    public Run Run => run;

    public Frame Inner() => new(run, this);

    /// <summary>The same names (not a copy of them) as seen by another render.</summary>
    public Frame For(Run other) => new(other, this);

    public IEnumerable<KeyValuePair<string, object?>> Own =>
        Enumerable.Range(0, _count).Select(i => KeyValuePair.Create(_names[i], _values[i]));

    public bool TryGet(string name, out object? value)
    {
        for (var frame = this; frame is not null; frame = frame.Parent)
        {
            if (frame.Find(name) is var at and >= 0)
            {
                value = frame._values[at];
                return true;
            }
        }

        return run.TryGetVariable(name, out value);
    }

    public void Set(string name, object? value)
    {
        var at = Find(name);
        if (at < 0)
        {
            if (_count == _names.Length)
            {
                var size = Math.Max(4, _count * 2);
                Array.Resize(ref _names, size);
                Array.Resize(ref _values, size);
            }

            at = _count++;
            _names[at] = name;
            if (_count > LinearLimit)
                Index(at);
        }

        _values[at] = value;
    }

    private Frame? Parent => parent;

    private void Index(int at)
    {
        if (_index is null)
        {
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _count; i++)
                _index[_names[i]] = i;
        }

        _index[_names[at]] = at;
    }

    private int Find(string name)
    {
        if (_index is not null)
            return _index.TryGetValue(name, out var indexed) ? indexed : -1;
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_names[i], name) || _names[i] == name)
                return i;
        }

        return -1;
    }
}
