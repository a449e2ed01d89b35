using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>flags</c>: what the call and the project's <c>flags:</c> say, in upper case.</summary>
internal sealed class FlagsValue(RenderContext context) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        var invocation = context.Project.Invocation;
        context.Inputs.Invocation.Add($"flags.{name}");
        value = name switch
        {
            "FULL_REFRESH" => invocation.FullRefresh ?? false,
            "STORE_FAILURES" => invocation.StoreFailures,
            "WHICH" => invocation.Command,
            "EMPTY" => invocation.Empty,
            "FAIL_FAST" => invocation.FailFast,
            "WARN_ERROR" => invocation.WarnError,
            "INVOCATION_COMMAND" => invocation.Arguments.GetValueOrDefault("invocation_command") ?? $"dbt {invocation.Command}",
            "EVENT_TIME_START" => invocation.EventTimeStart,
            "EVENT_TIME_END" => invocation.EventTimeEnd,
            "VARS" => invocation.Vars,
            "TARGET" => context.Project.Projects.Target.TargetName,
            "PROFILE" => context.Project.Projects.Target.ProfileName,
            "THREADS" => (long)(invocation.Threads ?? context.Project.Projects.Target.Threads),
            _ => Other(name.ToLowerInvariant(), invocation),
        };
        return !ReferenceEquals(value, this);
    }

    public override string ToString() => "<Flags>";

    /// <summary>As the call says, then as the project does.</summary>
    private object? Other(string name, Invocation invocation) =>
        invocation.Arguments.TryGetValue(name, out var value) || context.Project.Projects.Root.Flags.TryGetValue(name, out value)
        || FlagDefaults.Common.TryGetValue(name, out value) || FlagDefaults.OfProjects.TryGetValue(name, out value) ? value : this;
}
