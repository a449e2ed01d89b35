using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Methods;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

/// <summary>The arguments of a call as written.</summary>
internal sealed class CallArguments(Expression[] positional, (string Name, Expression Value)[] named, Expression? list, Expression? dict)
{
    public static CallArguments None { get; } = new([], [], null, null);

    public Expression[] Positional => positional;

    public (string Name, Expression Value)[] Named => named;

    public TemplateArguments Evaluate(Frame frame, Node caller, TemplateFunction? block = null)
    {
        IReadOnlyList<object?> values = Values(frame);
        if (list is not null)
            values = [.. values, .. Sequences.Iterate(list.Evaluate(frame))];
        if (named.Length == 0 && dict is null && block is null)
            return new TemplateArguments(values, null, frame.Run);

        var keywords = new OrderedDictionary<string, object?>(named.Length);
        foreach (var (name, value) in named)
            Add(name, value.Evaluate(frame));
        if (dict?.Evaluate(frame) is { } more)
        {
            frame.Run.At(caller);
            foreach (var (name, value) in more as IReadOnlyDictionary<string, object?> ?? throw TemplateException.Type("argument after ** must be a mapping"))
                Add(name, value);
        }

        if (block is not null)
            Add("caller", block);
        return new TemplateArguments(values, keywords, frame.Run);

        void Add(string name, object? value)
        {
            if (!keywords.TryAdd(name, value))
                throw TemplateException.Type($"got multiple values for keyword argument '{name}'");
        }
    }

    private object?[] Values(Frame frame)
    {
        if (positional.Length == 0)
            return [];
        var values = new object?[positional.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = positional[i].Evaluate(frame);
        return values;
    }

    public void Collect(NameCollector names)
    {
        names.All(positional);
        foreach (var (_, value) in named)
            names.All(value);
        names.All(list, dict);
    }
}

internal sealed class CallExpression(Place place, Expression callee, CallArguments arguments) : Expression(place)
{
    public Expression Callee => callee;

    public CallArguments Arguments => arguments;

    public override object? Evaluate(Frame frame) => Evaluate(frame, null);

    public object? Evaluate(Frame frame, TemplateFunction? block)
    {
        Run.EnterExpression();

        // A method of a value is called without an object for the bound method.
        if (callee is AttributeExpression { Target: var target, Name: var name })
        {
            var self = target.Evaluate(frame);
            if (ValueMethods.Find(self, name) is { } method)
            {
                var passed = arguments.Evaluate(frame, this, block);
                frame.Run.At(this);
                return method(self!, passed);
            }

            frame.Run.At(callee);
            return Call(frame, MemberAccess.Attribute(self, name, frame.Run.Options.Undefined), block);
        }

        return Call(frame, callee.Evaluate(frame), block);
    }

    private object? Call(Frame frame, object? function, TemplateFunction? block)
    {
        if (function is Undefined undefined)
        {
            frame.Run.At(callee);
            undefined.Chain();
        }

        var passed = arguments.Evaluate(frame, this, block);
        if (function is Undefined)
            return function;
        frame.Run.At(this);
        return function switch
        {
            TemplateFunction callable => callable(passed),
            ITemplateObject other => other.Call(passed),
            _ => throw TemplateException.Type($"'{TypeName.Of(function)}' object is not callable"),
        };
    }

    public override void Collect(NameCollector names)
    {
        names.All(callee);
        arguments.Collect(names);
    }
}

/// <summary>value | name(arguments)</summary>
internal sealed class FilterExpression : Expression
{
    private readonly Expression _input;
    private readonly string _name;
    private readonly CallArguments _arguments;

    public FilterExpression(Place place, Expression input, string name, CallArguments arguments)
        : base(place) => (_input, _name, _arguments) = (input, name, arguments);

    public string Name => _name;

    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var filter = frame.Run.Filter(_name, this);
        var value = _input.Evaluate(frame);
        var passed = _arguments.Evaluate(frame, this);
        frame.Run.At(this);
        return filter(value, passed);
    }

    public override void Collect(NameCollector names)
    {
        names.Filter(_name, this);
        names.All(_input);
        _arguments.Collect(names);
    }
}

/// <summary>value is [not] name(arguments)</summary>
internal sealed class TestExpression(Place place, Expression input, string name, CallArguments arguments, bool negated) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var test = frame.Run.Test(name, this);
        var value = input.Evaluate(frame);
        var passed = arguments.Evaluate(frame, this);
        frame.Run.At(this);
        return test(value, passed) != negated;
    }

    public override void Collect(NameCollector names)
    {
        names.Test(name, this);
        names.All(input);
        arguments.Collect(names);
    }
}
