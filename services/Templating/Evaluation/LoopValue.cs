using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>The variable <c>loop</c> inside a for block.</summary>
internal sealed class LoopValue(IReadOnlyList<object?> items, int depth, Func<object?, string>? recurse) : ITemplateObject
{
    private static readonly object Nothing = new();

    private object? _lastSeen = Nothing;

    public int Index0 { get; set; }

    public bool IsCallable => recurse is not null;

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "index" => Index0 + 1L,
            "index0" => (long)Index0,
            "first" => Index0 == 0,
            "last" => Index0 == items.Count - 1,
            "length" => (long)items.Count,
            "revindex" => (long)items.Count - Index0,
            "revindex0" => items.Count - Index0 - 1L,
            "previtem" => Index0 > 0 ? items[Index0 - 1] : new Undefined("previtem", "there is no previous item"),
            "nextitem" => Index0 + 1 < items.Count ? items[Index0 + 1] : new Undefined("nextitem", "there is no next item"),
            "depth" => depth + 1L,
            "depth0" => (long)depth,
            "cycle" => (TemplateFunction)Cycle,
            "changed" => (TemplateFunction)(arguments => Changed(arguments)),
            _ => Nothing,
        };
        return !ReferenceEquals(value, Nothing);
    }

    public object? Call(TemplateArguments arguments) => recurse is null
        ? throw TemplateException.Type("The loop must have the 'recursive' marker to be called recursively.")
        : recurse(arguments.Require(0, "iterable"));

    public override string ToString() => $"<LoopContext {Index0 + 1}/{items.Count}>";

    private object? Cycle(TemplateArguments arguments) => arguments.Positional.Count == 0
        ? throw TemplateException.Type("no items for cycling given")
        : arguments.Positional[Index0 % arguments.Positional.Count];

    private bool Changed(TemplateArguments arguments)
    {
        var seen = new TupleValue(arguments.Positional);
        var changed = !PythonComparison.AreEqual(_lastSeen, seen);
        _lastSeen = seen;
        return changed;
    }
}
