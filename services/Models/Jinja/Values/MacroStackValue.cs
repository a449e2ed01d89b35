using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>context_macro_stack</c></summary>
internal sealed class MacroStackValue(RenderContext context) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "depth" => (long)context.Stack.Count,
            "call_stack" => context.Stack.Select(macro => (object?)macro.UniqueId).ToList(),
            _ => null,
        };
        return value is not null;
    }
}
