using ControlPlane.Templating;

namespace ControlPlane.Transformation.Compilation;

/// <summary><c>var('name', default)</c> and <c>var.has_var('name')</c>.</summary>
internal sealed class VarValue(IReadOnlyDictionary<string, object?> vars) : ITemplateObject
{
    public bool IsCallable => true;

    public object? Call(TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "name");
        if (vars.TryGetValue(name, out var value)) return value;
        return arguments.TryGet(1, "default", out var fallback)
            ? fallback
            : throw new TemplateException($"var '{name}' is not set; set it under vars: in dbt_project.yml or models.vars of the spec, or give var a default");
    }

    public bool TryGetMember(string name, out object? value)
    {
        value = name == "has_var" ? (TemplateFunction)(arguments => vars.ContainsKey(arguments.Require<string>(0, "name"))) : null;
        return value is not null;
    }
}
