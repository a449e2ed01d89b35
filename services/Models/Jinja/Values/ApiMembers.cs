using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>api</c>: the classes of relations and columns.</summary>
internal sealed class ApiMembers(AdapterProxy adapter) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        value = name is "Relation" or "Column" ? adapter.Member(name) : null;
        return value is not null;
    }
}
