using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary>The vars of dbt_project.yml as packages find them in the project's settings.</summary>
internal sealed class VarsOfProject(IReadOnlyDictionary<string, object?> vars) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "vars" => vars,
            "to_dict" => (TemplateFunction)(_ => new DictValue(vars)),
            _ => null,
        };
        return value is not null;
    }

    public override string ToString() => "<vars>";
}
