using ControlPlane.Models.Errors;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>Says more of what failed than the template itself can.</summary>
internal static class Failures
{
    public static T Explain<T>(RenderContext context, Func<T> render)
    {
        try
        {
            return render();
        }
        catch (TemplateException error) when (error.UndefinedName is { Length: > 0 } name && error.Problem == $"'{name}' is undefined")
        {
            var advice = NearestNames.Advise(name, context.Project.Macros.Names.Concat(ContextMembers.All.Keys), "");
            throw error.Reworded(
                $"'{name}' is undefined. This can happen when calling a macro that does not exist. Check for typos and/or install package dependencies with "
                + $"\"dbt deps\".{(advice.Length > 0 ? $" {advice}" : "")}");
        }
    }
}
