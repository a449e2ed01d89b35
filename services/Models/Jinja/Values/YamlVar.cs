using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>var</c> in YAML: values as they are.</summary>
internal sealed class YamlVar(IReadOnlyDictionary<string, object?> vars) : ITemplateObject
{
    public bool IsCallable => true;

    public bool TryGetMember(string name, out object? value)
    {
        value = name == "has_var" ? (TemplateFunction)(arguments => vars.ContainsKey(arguments.Require<string>(0, "var_name"))) : null;
        return value is not null;
    }

    public object? Call(TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "var_name");
        return vars.TryGetValue(name, out var value) ? value
            : arguments.TryGet(1, "default", out var fallback) ? fallback
            : throw new TemplateException(
                $"Required var '{name}' not found in config:\nVars supplied to <Configuration> = {JsonText.Write(new DictValue(vars), new JsonStyle(Indent: 4, SortKeys: true))}");
    }
}
