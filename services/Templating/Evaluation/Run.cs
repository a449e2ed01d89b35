using ControlPlane.Templating.Filters;
using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Tests;

namespace ControlPlane.Templating.Evaluation;

/// <summary>One render: its variables, what it has used of its limits, and where it is.</summary>
internal sealed class Run
{
    private const int TimeCheckEvery = 256;

    private readonly IReadOnlyDictionary<string, object?> _variables;
    private Budget? _budget;
    private Node? _at;

    public Run(TemplateOptions options, IReadOnlyDictionary<string, object?> variables) => (Options, _variables) = (options, variables);

    /// <summary>The same variables for a macro that another render calls; what it uses counts there.</summary>
    public Run(Run defining, Run caller)
        : this(defining.Options, defining._variables) => _budget = caller.Used;

    public TemplateOptions Options { get; }

    /// <summary>Time counts from the first use of any limit: most runs are scopes of macros, which use those of their caller.</summary>
    private Budget Used => _budget ??= new Budget(Options.Time.GetTimestamp());

    public TemplateLimits Limits => Options.Limits;

    /// <summary>A macro was ended by return(); nothing more of it is rendered.</summary>
    public bool IsReturning { get; private set; }

    public object? Returned { get; private set; }

    /// <summary>What a break or continue tag asks of the innermost loop.</summary>
    public LoopExit Exit { get; set; }

    /// <summary>Nothing more of the body that runs is rendered.</summary>
    public bool IsLeaving => IsReturning || Exit != LoopExit.None;

    public bool TryGetVariable(string name, out object? value)
    {
        if (_variables.TryGetValue(name, out value) || Options.Globals.TryGetValue(name, out value))
            return true;
        if (Options.MacroReturn && name == "return")
        {
            value = (TemplateFunction)Return;
            return true;
        }

        return false;
    }

    /// <summary>Notes the node that works now, for the place of an error.</summary>
    public void At(Node node) => _at = node;

    /// <summary>The error to throw in place of <paramref name="error"/>, with its place; null when it is not the template's or already placed.</summary>
    public TemplateException? Explain(Exception error) => error switch
    {
        TemplateException { Line: > 0 } => null,
        TemplateException own => Locate(own),
        System.Text.RegularExpressions.RegexMatchTimeoutException =>
            Locate(new TemplateException("the regular expression takes too long", TemplateErrorKind.Limit, error)),
        FormatException or ArgumentException or OverflowException or InvalidCastException =>
            Locate(new TemplateException(error.Message, TemplateErrorKind.Value, error)),
        _ => null,
    };

    private TemplateException? Locate(TemplateException error) =>
        _at?.Place is { } place ? error.At(place.Source, place.Offset) : error;

    public TemplateFilter Filter(string name, Node user)
    {
        if (Options.Filters.TryGetValue(name, out var filter) || BuiltInFilters.All.TryGetValue(name, out filter))
            return filter;
        _at = user;
        throw new TemplateException($"No filter named '{name}'.", TemplateErrorKind.Syntax);
    }

    public TemplateTest Test(string name, Node user)
    {
        if (Options.Tests.TryGetValue(name, out var test) || BuiltInTests.All.TryGetValue(name, out test))
            return test;
        _at = user;
        throw new TemplateException($"No test named '{name}'.", TemplateErrorKind.Syntax);
    }

    public void CountIteration()
    {
        if (++Used.Iterations > Limits.Iterations)
            throw TemplateException.Limit($"the template ran more than {Limits.Iterations} loop iterations");
        if (Used.Iterations % TimeCheckEvery == 0)
            CheckTime();
    }

    public void CountOutput(int characters)
    {
        Used.Output += characters;
        if (Used.Output > Limits.OutputCharacters)
            throw TemplateException.Limit($"the template wrote more than {Limits.OutputCharacters} characters");
    }

    public void EnterCall()
    {
        if (++Used.Depth > Limits.Recursion || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TemplateException.Limit($"calls are nested more than {Limits.Recursion} deep");
        if (++Used.Calls % TimeCheckEvery == 0)
            CheckTime();
    }

    /// <summary>An expression is about to evaluate another one that it holds.</summary>
    public static void EnterExpression()
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TemplateException.Limit("the expression is nested too deeply");
    }

    public void LeaveCall() => Used.Depth--;

    /// <summary>Ends the state of returning at the macro's end and gives the value.</summary>
    public object? TakeReturned()
    {
        var value = Returned;
        (IsReturning, Returned) = (false, null);
        return value;
    }

    public LoopExit TakeExit()
    {
        var exit = Exit;
        Exit = LoopExit.None;
        return exit;
    }

    private object? Return(TemplateArguments arguments)
    {
        // The macro that runs may belong to another render than the one that this function was looked up in.
        var run = arguments.Run ?? this;
        (run.IsReturning, run.Returned) = (true, arguments[0, "data"]);
        return "";
    }

    private void CheckTime()
    {
        if (Options.Time.GetElapsedTime(Used.Started) > Limits.Duration)
            throw TemplateException.Limit($"the template ran longer than {Limits.Duration}");
    }

    private sealed class Budget(long started)
    {
        public readonly long Started = started;
        public int Iterations;
        public int Calls;
        public int Depth;
        public long Output;
    }
}
