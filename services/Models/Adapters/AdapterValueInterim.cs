using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

internal sealed class AdapterValue(IAdapter adapter, IAdapterConnection? connection, IMacroCaller macros) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        _ = (connection, macros);
        value = name switch { "type" => (TemplateFunction)(_ => adapter.Traits.Type), _ => (TemplateFunction)(_ => null) };
        return true;
    }
}

public sealed record EventTimeFilter(string Field, DateTimeOffset? Start, DateTimeOffset? End);

public sealed partial record Relation
{
    public EventTimeFilter? EventTime { get; init; }
}
