namespace ControlPlane.Templating.Values;

/// <summary>==, &lt; and <c>in</c> as Python has them.</summary>
internal static class PythonComparison
{
    /// <summary>Lists that hold one another many times have more parts than anybody has time to compare.</summary>
    private const int MaxParts = 4_000_000;

    private const int MaxDepth = 200;

    public static bool AreEqual(object? left, object? right)
    {
        var parts = MaxParts;
        return AreEqual(left, right, ref parts, 0);
    }

    private static bool AreEqual(object? left, object? right, ref int parts, int depth)
    {
        if (depth > MaxDepth || --parts < 0)
            throw TemplateException.Limit("the values are too large or nested too deeply to be compared");
        if (ReferenceEquals(left, right))
            return left is not double number || !double.IsNaN(number);
        if (left is Undefined || right is Undefined)
            return UndefinedEquals(left, right);
        if (left is null || right is null)
            return false;
        if (left is string text)
            return right is string other && text == other;
        if (Numbers.IsNumber(left))
            return Numbers.IsNumber(right) && Numbers.Compare(left, right) == 0;

        return (left, right) switch
        {
            (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b) => DictionariesEqual(a, b, ref parts, depth),
            (IReadOnlyList<object?> a, IReadOnlyList<object?> b) =>
                a is TupleValue == b is TupleValue && ListsEqual(a, b, ref parts, depth),
            (DateTimeOffset a, DateTimeOffset b) => a == b,
            _ => left.Equals(right),
        };
    }

    /// <summary>Python's ordering; NaN is below everything so that sorting ends.</summary>
    public static int Compare(object? left, object? right, string operation = "<")
    {
        if (left is Undefined undefinedLeft)
            throw undefinedLeft.Fail();
        if (right is Undefined undefinedRight)
            throw undefinedRight.Fail();

        return (left, right) switch
        {
            (string a, string b) => PythonString.Compare(a, b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            (DateTime a, DateTime b) => a.CompareTo(b),
            (DateOnly a, DateOnly b) => a.CompareTo(b),
            (TimeSpan a, TimeSpan b) => a.CompareTo(b),
            (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => CompareLists(a, b, operation),
            _ when Numbers.IsNumber(left) && Numbers.IsNumber(right) => Numbers.Compare(left!, right!),
            _ => throw TemplateException.Type(
                $"'{operation}' not supported between instances of '{TypeName.Of(left)}' and '{TypeName.Of(right)}'"),
        };
    }

    public static bool Contains(object? container, object? item)
    {
        switch (container)
        {
            case string text:
                return item switch
                {
                    string part => text.Contains(part, StringComparison.Ordinal),
                    Undefined undefined => throw undefined.Fail(),
                    _ => throw TemplateException.Type($"'in <string>' requires string as left operand, not {TypeName.Of(item)}"),
                };
            case MarkedText marked:
                return Contains(marked.Text, item);
            case DictValue dict:
                return dict.TryGet(item, out _);
            case IReadOnlyDictionary<string, object?> dict:
                return item is string key && dict.ContainsKey(key);
            case Undefined undefined:
                undefined.Tolerate();
                return false;
            default:
                foreach (var candidate in Sequences.Iterate(container))
                {
                    if (AreEqual(candidate, item))
                        return true;
                }

                return false;
        }
    }

    private static bool UndefinedEquals(object? left, object? right)
    {
        (left as Undefined)?.Tolerate();
        (right as Undefined)?.Tolerate();
        return left is Undefined && right is Undefined;
    }

    private static bool ListsEqual(IReadOnlyList<object?> left, IReadOnlyList<object?> right, ref int parts, int depth)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i], ref parts, depth + 1))
                return false;
        }

        return true;
    }

    private static bool DictionariesEqual(IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right, ref int parts, int depth)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (key, value) in Mappings.Items(left))
        {
            if (!Mappings.TryGet(right, key, out var other) || !AreEqual(value, other, ref parts, depth + 1))
                return false;
        }

        return true;
    }

    private static int CompareLists(IReadOnlyList<object?> left, IReadOnlyList<object?> right, string operation)
    {
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!AreEqual(left[i], right[i]))
                return Compare(left[i], right[i], operation);
        }

        return left.Count.CompareTo(right.Count);
    }
}
