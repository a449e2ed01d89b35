using System.Collections.Frozen;
using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Syntax;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating;

/// <summary>A template, parsed once; rendering it leaves it unchanged, so that any number of threads may do so at once.</summary>
public sealed class Template
{
    private static readonly TemplateOptions NoGlobals = new() { Globals = FrozenDictionary<string, object?>.Empty };

    private readonly Body _body;
    private readonly string _text;
    private readonly Expression? _single;
    private readonly string[] _roots;

    private Template(string text, Source source, Body body, TemplateOptions options)
    {
        (_text, File, Options, _body) = (text, source.File, options, body);
        IsLiteral = !text.Contains('{', StringComparison.Ordinal) || body.Statements is [] or [DataStatement] && !HasTag(text);
        _single = body.Statements is [PrintStatement print] ? print.Expression : null;
        IsConstant = _single is not null && ReadsNothing(_single);
        var names = new NameCollector(options);
        body.Collect(names);
        FreeVariables = names.Finish().Free;
        _roots = options.Undefined == UndefinedBehavior.StrictRoots ? [.. FreeVariables] : [];
        Macros = [.. body.Statements.OfType<MacroStatement>().Select(macro => macro.Definition)];
    }

    /// <summary>The file as parsed.</summary>
    public string? File { get; }

    /// <summary>The text as parsed.</summary>
    public string Text => _text;

    public TemplateOptions Options { get; }

    /// <summary>The text holds no template parts at all.</summary>
    public bool IsLiteral { get; }

    /// <summary>The names of the variables that the template reads and does not set itself, without the globals of its options.</summary>
    public IReadOnlySet<string> FreeVariables { get; }

    /// <summary>The macros defined at the top level, in order.</summary>
    public IReadOnlyList<MacroDefinition> Macros { get; }

    /// <exception cref="TemplateException">The text is not a valid template; with file, line and column.</exception>
    public static Template Parse(string text, string? file = null, TemplateOptions? options = null) => Parse(text, file, 1, options);

    /// <param name="text">A part of a file.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="line">The line of the file that the text begins in, from 1.</param>
    /// <param name="options">Null for the usual ones.</param>
    /// <exception cref="TemplateException">The text is not a valid template; with file, line and column.</exception>
    public static Template Parse(string text, string? file, int line, TemplateOptions? options = null)
    {
        options ??= TemplateOptions.Default;
        var source = new Source(text, file, line);
        var tokens = new TokenStream(source, Lexer.Read(source, options));
        return new Template(text, source, new StatementParser(tokens, options).ParseTemplate(), options);
    }

    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables) => Render(variables, Options);

    /// <param name="variables">What the template sees.</param>
    /// <param name="options">In place of <see cref="Options"/>, for what is not about reading the text: undefined names, globals, filters, limits.</param>
    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables, TemplateOptions options)
    {
        CheckRoots(variables);
        var run = new Run(options, variables);
        var output = new Output(run);
        _body.Render(new Frame(run, null), output);
        return output.TakeText();
    }

    /// <summary>
    /// What templates in dbt's YAML files give: the value itself when the text is one expression (that is not a constant), else text. A value
    /// that went through <c>as_native</c>, <c>as_bool</c> or <c>as_number</c> is read as a Python literal.
    /// </summary>
    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    public object? RenderNative(IReadOnlyDictionary<string, object?> variables, TemplateOptions? options = null)
    {
        var run = new Run(options ?? Options, variables);
        var output = new NativeOutput(run);
        _body.Render(new Frame(run, null), output);
        return output.Value(IsConstant);
    }

    private bool IsConstant { get; }

    /// <summary>
    /// The rule of connector manifests: the text itself when it is literal, otherwise what was rendered, read as a Python literal.
    /// </summary>
    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables)
    {
        if (IsLiteral)
            return _text;
        var value = RenderOrValue(variables);
        return value is string text ? LiteralValue.Parse(text) : value;
    }

    /// <summary>
    /// What is rendered; of the usual {{ expression }} null, a bool or a long as it is, which its text would be read back as, so that it need
    /// not be printed.
    /// </summary>
    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    internal object? RenderOrValue(IReadOnlyDictionary<string, object?> variables)
    {
        if (_single is null)
            return Render(variables);
        CheckRoots(variables);
        var run = new Run(Options, variables);
        try
        {
            var value = _single.Evaluate(new Frame(run, null));
            run.At(_single);
            if (value is null or bool or long)
                return value;
            var text = PythonText.Str(value);
            run.CountOutput(text.Length);
            return text;
        }
        catch (Exception error) when (run.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>
    /// Runs the top level for its definitions: the macros (as <see cref="TemplateFunction"/>) and the names that it sets. The macros keep
    /// <paramref name="variables"/> and may be called from other templates whose renders see them as variables.
    /// </summary>
    /// <exception cref="TemplateException">With file, line and column of the part that failed.</exception>
    public IReadOnlyDictionary<string, object?> Export(IReadOnlyDictionary<string, object?> variables)
    {
        var run = new Run(Options, variables);
        var frame = new Frame(run, null);
        _body.Render(frame, new Output(run));
        return new Dictionary<string, object?>(frame.Own, StringComparer.Ordinal);
    }

    private static bool ReadsNothing(Expression expression)
    {
        var names = new NameCollector(NoGlobals, check: false);
        expression.Collect(names);
        return names.Finish().Free.Count == 0;
    }

    private void CheckRoots(IReadOnlyDictionary<string, object?> variables)
    {
        if (Options.Undefined != UndefinedBehavior.StrictRoots)
            return;
        foreach (var name in _roots)
        {
            if (!variables.ContainsKey(name))
                throw new TemplateException($"'{name}' is not a variable here", TemplateErrorKind.Value)
                    .At(new Source(_text, File), Math.Max(0, _text.IndexOf(name, StringComparison.Ordinal)));
        }
    }

    private static bool HasTag(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal);
}
