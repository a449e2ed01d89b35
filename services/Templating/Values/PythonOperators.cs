using ControlPlane.Templating.Methods;

namespace ControlPlane.Templating.Values;

/// <summary>Python's binary operators over all kinds of values.</summary>
internal static class PythonOperators
{
    public static object? Apply(string operation, object? left, object? right, TemplateLimits limits)
    {
        if (operation == "%" && left is string format)
            return PercentFormat.Apply(format, right, limits);
        if (left is Undefined undefinedLeft)
            throw undefinedLeft.Fail();
        if (right is Undefined undefinedRight)
            throw undefinedRight.Fail();
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
            return Arithmetic(operation, left!, right!);

        return operation switch
        {
            "+" => Add(left, right, limits),
            "*" => Repeat(left, right, limits),
            "-" when left is SetValue a && right is SetValue b => a.Without(b),
            "-" or "/" or "//" or "%" => TimeArithmetic.Apply(operation, left, right),
            _ => null,
        } ?? throw Unsupported(operation, left, right);
    }

    private static object Arithmetic(string operation, object left, object right) => operation switch
    {
        "+" => Numbers.Add(left, right),
        "-" => Numbers.Subtract(left, right),
        "*" => Numbers.Multiply(left, right),
        "/" => Numbers.Divide(left, right),
        "//" => Numbers.FloorDivide(left, right),
        "%" => Numbers.Modulo(left, right),
        _ => Numbers.Power(left, right),
    };

    private static object? Add(object? left, object? right, TemplateLimits limits)
    {
        switch (left, right)
        {
            case (string a, string b):
                limits.CheckSize((long)a.Length + b.Length);
                return a + b;
            case (TupleValue a, TupleValue b):
                limits.CheckSize((long)a.Count + b.Count);
                return new TupleValue([.. a, .. b]);
            case (TupleValue, _) or (_, TupleValue):
                return null;
            case (IReadOnlyList<object?> a, IReadOnlyList<object?> b):
                limits.CheckSize((long)a.Count + b.Count);
                return new List<object?>([.. a, .. b]);
            case (string, _):
                throw TemplateException.Type($"can only concatenate str (not \"{TypeName.Of(right)}\") to str");
            default:
                return TimeArithmetic.Apply("+", left, right);
        }
    }

    private static object? Repeat(object? left, object? right, TemplateLimits limits)
    {
        if (!Numbers.TryToLong(right, out var times))
            return Numbers.TryToLong(left, out _) && right is string or IReadOnlyList<object?>
                ? Repeat(right, left, limits)
                : TimeArithmetic.Apply("*", left, right);

        times = Math.Max(times, 0);
        switch (left)
        {
            case string text:
                limits.CheckSize((double)text.Length * times);
                return string.Concat(Enumerable.Repeat(text, (int)Math.Min(times, text.Length == 0 ? 0 : times)));
            case IReadOnlyList<object?> list:
                limits.CheckSize((double)list.Count * times);
                var items = list.Count == 0 ? [] : Enumerable.Repeat(list, (int)times).SelectMany(part => part);
                return left is TupleValue ? new TupleValue([.. items]) : new List<object?>(items);
            default:
                return TimeArithmetic.Apply("*", left, right);
        }
    }

    public static TemplateException Unsupported(string operation, object? left, object? right) => TemplateException.Type(
        $"unsupported operand type(s) for {(operation == "**" ? "** or pow()" : operation)}: '{TypeName.Of(left)}' and '{TypeName.Of(right)}'");
}
