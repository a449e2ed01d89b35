using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja;

/// <summary>How code that templates call (<c>adapter</c>) calls macros of the project in turn.</summary>
public interface IMacroCaller
{
    /// <summary>Runs the macro of that name, which a project may override.</summary>
    /// <exception cref="TemplateException">There is none.</exception>
    object? Call(string macro, params IReadOnlyList<object?> arguments);

    object? Call(string macro, TemplateArguments arguments);

    /// <summary><c>adapter.dispatch(name, namespace)</c>: the macro to call, as a function.</summary>
    TemplateFunction Dispatch(string name, string? macroNamespace);
}
