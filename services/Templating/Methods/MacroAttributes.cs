using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>What a template can ask of a macro: name, arguments, catch_kwargs, catch_varargs, caller.</summary>
internal static class MacroAttributes
{
    public static bool TryGet(Callable macro, string name, out object? value)
    {
        value = name switch
        {
            "name" => macro.Name,
            "arguments" => new TupleValue([.. macro.Parameters.Select(parameter => parameter.Name)]),
            "catch_kwargs" => macro.UsesKwargs,
            "catch_varargs" => macro.UsesVarargs,
            "caller" => macro.UsesCaller,
            _ => null,
        };
        return value is not null;
    }
}
