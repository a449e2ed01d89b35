using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>var(name, default)</c> and <c>var.has_var(name)</c>. A var that holds a template is rendered when it is read.</summary>
internal sealed class VarValue(RenderContext context) : ITemplateObject
{
    private readonly IReadOnlyDictionary<string, object?> _vars = context.Project.VarsFor(context.Package);

    public bool IsCallable => true;

    public bool TryGetMember(string name, out object? value)
    {
        value = name == "has_var" ? (TemplateFunction)(arguments => Find(arguments.Require<string>(0, "var_name"), out _)) : null;
        return value is not null;
    }

    public object? Call(TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "var_name");
        if (!Find(name, out var value))
            return arguments.TryGet(1, "default", out var fallback) ? fallback : context.Mode.MissingVar(context, name);
        return value is string text && JinjaOptions.IsTemplate(text)
            ? context.Project.Parse(text, null).Render(context, context.Mode.Options)
            : value;
    }

    private bool Find(string name, out object? value)
    {
        context.Inputs.Vars.Add(name);
        return (context.UnitTest?.Overrides?.GetValueOrDefault("vars") is IReadOnlyDictionary<string, object?> overridden && overridden.TryGetValue(name, out value))
            || _vars.TryGetValue(name, out value);
    }
}
