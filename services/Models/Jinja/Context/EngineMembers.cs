using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>What templates use to work with the engine, and to speak with this one.</summary>
internal static class EngineMembers
{
    public static Dictionary<string, ContextMember> All { get; } = new(StringComparer.Ordinal)
    {
        ["execute"] = context => context.Mode.Executes,
        ["adapter"] = context => new AdapterProxy(context),
        ["api"] = context => new ApiMembers(new AdapterProxy(context)),
        ["column"] = context => new AdapterProxy(context).Member("Column"),
        ["exceptions"] = context => new ExceptionsValue(context),
        ["validation"] = _ => Validation,
        ["load_result"] = context => (TemplateFunction)(arguments => context.Statements.Load(arguments.Require<string>(0, "name"))),
        ["store_result"] = context => (TemplateFunction)(arguments =>
            context.Statements.Store(arguments.Require<string>(0, "name"), arguments[1, "response"], arguments[2, "agate_table"])),
        ["store_raw_result"] = context => (TemplateFunction)(arguments => StoreRaw(context, arguments)),
        ["write"] = context => (TemplateFunction)(arguments => Write(context, arguments)),
        ["render"] = context => (TemplateFunction)(arguments => Render(context, arguments.Require<string>(0, "string"))),
        ["try_or_compiler_error"] = _ => (TemplateFunction)Try,
        ["load_agate_table"] = context => (TemplateFunction)(_ => LoadSeed(context)),
        ["submit_python_job"] = _ => (TemplateFunction)(_ => throw new TemplateException("Models in Python are not run by this engine; write the model in SQL")),
        ["adapter_macro"] = _ => (TemplateFunction)(arguments => throw new TemplateException(
            "The \"adapter_macro\" macro has been deprecated. Instead, use the `adapter.dispatch` method to find a macro and call the result.  For more information, see: "
            + $"https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch) adapter_macro was called for: {PythonText.Str(arguments[0, "name"])}")),
        ["context_macro_stack"] = context => new MacroStackValue(context),
        ["sql_now"] = context => context.Call("current_timestamp"),
    };

    private static MemberMap Validation { get; } = Modules.Module("validation", new()
    {
        ["any"] = (TemplateFunction)(allowed => (TemplateFunction)(arguments => OneOf(allowed.Positional, arguments[0, "value"]))),
    });

    private static object? OneOf(IReadOnlyList<object?> allowed, object? value) =>
        allowed.Any(candidate => candidate is TemplateFunction or ITemplateObject || TemplateValue.AreEqual(candidate, value))
            ? null
            : throw new TemplateException($"Expected value \"{PythonText.Str(value)}\" to be one of {string.Join(',', allowed.Select(PythonText.Str))}");

    private static string StoreRaw(RenderContext context, TemplateArguments arguments)
    {
        var rows = arguments[3, "rows_affected"] switch { long number => number, string text when long.TryParse(text, out var number) => number, _ => (long?)null };
        var response = new AdapterResponse(PythonText.Str(arguments[1, "message"]), arguments[2, "code"] is { } code ? PythonText.Str(code) : null, rows);
        return context.Statements.Store(arguments.Require<string>(0, "name"), response, arguments[4, "agate_table"]);
    }

    private static string Write(RenderContext context, TemplateArguments arguments)
    {
        if (context.Node is not { } node)
            throw new TemplateException("cannot \"write\" macros or sources");
        context.Project.Written?.Invoke(node, PythonText.Str(arguments[0, "payload"]));
        return "";
    }

    private static string Render(RenderContext context, string text) =>
        JinjaOptions.IsTemplate(text) ? context.Project.Parse(text, context.Node?.OriginalFilePath).Render(context, context.MacroOptions) : text;

    private static object? Try(TemplateArguments arguments)
    {
        var passed = new TemplateArguments([.. arguments.Positional.Skip(2)], arguments.Named);
        try
        {
            return arguments[1, "func"] is TemplateFunction function ? function(passed) : throw new TemplateException("the function cannot be called");
        }
        catch (Exception error) when (error is TemplateException { Kind: not TemplateErrorKind.Limit } or AdapterException or FormatException or ArgumentException)
        {
            throw new TemplateException(PythonText.Str(arguments[0, "message_if_exception"]), error);
        }
    }

    private static object? LoadSeed(RenderContext context) => context.Node switch
    {
        { ResourceType: ResourceType.Seed } seed => context.Project.Seeds?.Invoke(seed) ?? ResultTable.Empty,
        var node => throw new TemplateException($"can only load_agate_table for seeds (got a {node?.ResourceType.Name() ?? "macro"})"),
    };
}
