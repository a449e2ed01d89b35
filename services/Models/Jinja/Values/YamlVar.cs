using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>var</c> in YAML: values as they are.</summary>
internal sealed class YamlVar(IReadOnlyDictionary<string, object?> vars, RenderInputs inputs) : ITemplateObject
{
    public bool IsCallable => true;

    public bool TryGetMember(string name, out object? value)
    {
        value = name == "has_var" ? (TemplateFunction)(arguments => Find(arguments.Require<string>(0, "var_name"), out _)) : null;
        return value is not null;
    }

    public object? Call(TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "var_name");
        return Find(name, out var value) ? value
            : arguments.TryGet(1, "default", out var fallback) ? fallback
            : throw new TemplateException(
                $"Required var '{name}' not found in config:\nVars supplied to <Configuration> = {JsonText.Write(new DictValue(vars), new JsonStyle(Indent: 4, SortKeys: true))}");
    }

    private bool Find(string name, out object? value)
    {
        inputs.Vars.Add(name);
        return vars.TryGetValue(name, out value);
    }
}
