using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

internal sealed class BinaryExpression(Place place, string operation, Expression left, Expression right) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var a = left.Evaluate(frame);
        var b = right.Evaluate(frame);
        frame.Run.At(this);
        return PythonOperators.Apply(operation, a, b, frame.Run.Limits);
    }

    public override void Collect(NameCollector names) => names.All(left, right);
}

internal sealed class SignExpression(Place place, Expression operand, bool negative) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        frame.Run.At(this);
        return value switch
        {
            Undefined undefined => throw undefined.Fail(),
            TimeSpan span => negative ? -span : span,
            _ when Numbers.IsNumber(value) => negative ? Numbers.Negate(value!) : value is bool flag ? (flag ? 1L : 0L) : value,
            _ => throw TemplateException.Type($"bad operand type for unary {(negative ? '-' : '+')}: '{TypeName.Of(value)}'"),
        };
    }

    public override void Collect(NameCollector names) => names.All(operand);
}

internal sealed class NotExpression(Place place, Expression operand) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var value = operand.Evaluate(frame);
        frame.Run.At(this);
        return !Truth.Of(value);
    }

    public override void Collect(NameCollector names) => names.All(operand);
}

/// <summary>and, or: gives the operand that decided.</summary>
internal sealed class LogicalExpression(Place place, Expression left, Expression right, bool isOr) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var value = left.Evaluate(frame);
        frame.Run.At(this);
        return Truth.Of(value) == isOr ? value : right.Evaluate(frame);
    }

    public override void Collect(NameCollector names) => names.All(left, right);
}

internal sealed class ConditionalExpression(Place place, Expression test, Expression then, Expression? otherwise) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var decision = test.Evaluate(frame);
        frame.Run.At(this);
        if (Truth.Of(decision))
            return then.Evaluate(frame);
        return otherwise is null
            ? new Undefined("", "the inline if-expression evaluated to false and no else section was defined.", frame.Run.Options.Undefined)
            : otherwise.Evaluate(frame);
    }

    public override void Collect(NameCollector names) => names.All(test, then, otherwise);
}

internal sealed class ConcatExpression(Place place, Expression[] parts) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        var texts = new string[parts.Length];
        double size = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var value = parts[i].Evaluate(frame);
            frame.Run.At(this);
            texts[i] = PythonText.Str(value);
            size += texts[i].Length;
        }

        frame.Run.Limits.CheckSize(size);
        return string.Concat(texts);
    }

    public override void Collect(NameCollector names) => names.All(parts);
}

internal readonly record struct Comparison(string Operation, Expression Right);

/// <summary>One comparison or a chain such as 1 &lt; x &lt; 3.</summary>
internal sealed class CompareExpression(Place place, Expression first, Comparison[] rest) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        var left = first.Evaluate(frame);
        foreach (var (operation, expression) in rest)
        {
            var right = expression.Evaluate(frame);
            frame.Run.At(this);
            if (!Holds(operation, left, right))
                return false;
            left = right;
        }

        return true;
    }

    public static bool Holds(string operation, object? left, object? right)
    {
        if (operation is "<" or ">" or "<=" or ">=" && (left is double.NaN || right is double.NaN))
            return false;
        return operation switch
        {
            "==" => PythonComparison.AreEqual(left, right),
            "!=" => !PythonComparison.AreEqual(left, right),
            "in" => PythonComparison.Contains(right, left),
            "not in" => !PythonComparison.Contains(right, left),
            "<" => PythonComparison.Compare(left, right, operation) < 0,
            "<=" => PythonComparison.Compare(left, right, operation) <= 0,
            ">" => PythonComparison.Compare(left, right, operation) > 0,
            _ => PythonComparison.Compare(left, right, operation) >= 0,
        };
    }

    public override void Collect(NameCollector names)
    {
        names.All(first);
        foreach (var comparison in rest)
            names.All(comparison.Right);
    }
}
