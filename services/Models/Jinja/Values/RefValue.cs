using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>ref</c>. Packages that look for the project's settings find them in its <c>config</c>.</summary>
internal sealed class RefValue(RenderContext context) : ITemplateObject
{
    public bool IsCallable => true;

    public object? Call(TemplateArguments arguments) => context.Mode.Ref(context, NodeMembers.References(arguments));

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "config" => Settings(),
            "current_project" => context.Project.Root,
            _ => null,
        };
        return value is not null;
    }

    public override string ToString() => "<ref>";

    private DictValue Settings()
    {
        var (projects, invocation) = (context.Project.Projects, context.Project.Invocation);
        return new DictValue(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["project_name"] = projects.Root.Name,
            ["version"] = projects.Root.Version,
            ["target_name"] = projects.Target.TargetName,
            ["profile_name"] = projects.Target.ProfileName,
            ["threads"] = (long)projects.Target.Threads,
            ["dependencies"] = new DictValue(projects.All.Select(project => KeyValuePair.Create(project.Name, (object?)Project(project)))),
            ["args"] = new DictValue(invocation.Arguments.Append(new("which", invocation.Command))),
            ["cli_vars"] = new DictValue(invocation.Vars),
            ["vars"] = new VarsOfProject(projects.Root.Vars),
            ["credentials"] = new TargetValue(context),
        });
    }

    private static DictValue Project(Projects.Project project) => new(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["project_name"] = project.Name,
        ["version"] = project.Version,
    });
}
