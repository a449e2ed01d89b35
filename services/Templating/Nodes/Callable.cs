using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

/// <summary>Parameters and a body: a macro, or the block of a call statement.</summary>
internal sealed class Callable
{
    private readonly string _name;
    private readonly Parameter[] _parameters;
    private readonly Body _body;
    private readonly bool _usesVarargs, _usesKwargs, _usesCaller;

    public Callable(string name, Parameter[] parameters, Body body)
    {
        (_name, _parameters, _body) = (name, parameters, body);
        // As in the reference, extra arguments are accepted by macros that read them.
        var names = new NameCollector(new TemplateOptions { Globals = new Dictionary<string, object?>() }, check: false);
        Collect(names);
        names.Finish();
        _usesVarargs = names.Free.Contains("varargs");
        _usesKwargs = names.Free.Contains("kwargs");
        _usesCaller = names.Free.Contains("caller");
    }

    public string Name => _name;

    public Parameter[] Parameters => _parameters;

    public bool UsesVarargs => _usesVarargs;

    public bool UsesKwargs => _usesKwargs;

    public bool UsesCaller => _usesCaller;

    public TemplateFunction Bind(Frame closure) => new BoundMacro(this, closure).Invoke;

    public object? Invoke(Frame closure, TemplateArguments arguments)
    {
        var run = closure.Run;
        if (arguments.Run is { } caller && !ReferenceEquals(caller, run))
        {
            run = new Run(run, caller);
            closure = closure.For(run);
        }

        var frame = closure.Inner();
        Bind(frame, arguments);
        run.EnterCall();
        try
        {
            var text = _body.Capture(frame);
            return run.IsReturning ? run.TakeReturned() : text;
        }
        finally
        {
            run.LeaveCall();
        }
    }

    public void Collect(NameCollector names) => names.Scope(() =>
    {
        foreach (var parameter in _parameters)
        {
            names.All(parameter.Default);
            names.Store(parameter.Name);
        }

        if (_usesVarargs)
            names.Store("varargs");
        if (_usesKwargs)
            names.Store("kwargs");
        if (_usesCaller)
            names.Store("caller");
        _body.Collect(names);
    });

    private void Bind(Frame frame, TemplateArguments arguments)
    {
        var positional = arguments.Positional;
        var named = arguments.Named;
        var used = 0;
        for (var i = 0; i < _parameters.Length; i++)
        {
            var (name, fallback) = _parameters[i];
            var isNamed = named.TryGetValue(name, out var value);
            used += isNamed ? 1 : 0;
            if (i < positional.Count)
                value = isNamed ? throw TemplateException.Type($"macro '{_name}' got multiple values for argument '{name}'") : positional[i];
            else if (!isNamed)
                value = fallback is null ? NotProvided(frame, name) : fallback.Evaluate(frame);
            frame.Set(name, value);
        }

        BindRest(frame, positional, named, used);
    }

    private void BindRest(Frame frame, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named, int used)
    {
        var takesCaller = named.TryGetValue("caller", out var block) && !IsParameter("caller");
        if (_usesCaller && !IsParameter("caller"))
            frame.Set("caller", takesCaller ? block : new Undefined("caller", "No caller defined", frame.Run.Options.Undefined));

        if (_usesKwargs)
            frame.Set("kwargs", new DictValue(named.Where(pair => !IsParameter(pair.Key) && !(_usesCaller && pair.Key == "caller"))));
        else if (named.Count > used + (takesCaller && _usesCaller ? 1 : 0))
            throw UnexpectedName(named);

        if (_usesVarargs)
            frame.Set("varargs", new TupleValue([.. positional.Skip(_parameters.Length)]));
        else if (positional.Count > _parameters.Length)
            throw TemplateException.Type($"macro '{_name}' takes not more than {_parameters.Length} argument(s)");
    }

    private TemplateException UnexpectedName(IReadOnlyDictionary<string, object?> named)
    {
        var name = named.Keys.First(key => !IsParameter(key) && !(_usesCaller && key == "caller"));
        return TemplateException.Type(name == "caller"
            ? $"macro '{_name}' was invoked with two values for the special caller argument or does not take a caller; it must use caller()"
            : $"macro '{_name}' takes no keyword argument '{name}'");
    }

    private bool IsParameter(string name) => Array.Exists(_parameters, parameter => parameter.Name == name);

    private static Undefined NotProvided(Frame frame, string name) =>
        new(name, $"parameter '{name}' was not provided", frame.Run.Options.Undefined);
}

/// <summary>A macro with the scope that it was defined in; the target of the function that a template sees.</summary>
internal sealed class BoundMacro(Callable callable, Frame closure)
{
    public Callable Callable => callable;

    public object? Invoke(TemplateArguments arguments) => callable.Invoke(closure, arguments);
}
