using ControlPlane.Models.Jinja.Context;
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
            "INVOCATION_COMMAND" => $"dbt {invocation.Command}",
            "EVENT_TIME_START" => invocation.EventTimeStart,
            "EVENT_TIME_END" => invocation.EventTimeEnd,
            "VARS" => invocation.Vars,
            "TARGET" => context.Project.Projects.Target.TargetName,
            "PROFILE" => context.Project.Projects.Target.ProfileName,
            "THREADS" => (long)(invocation.Threads ?? context.Project.Projects.Target.Threads),
            "INDIRECT_SELECTION" => "eager",
            "LOG_FORMAT" => "default",
            "PRINT" or "PARTIAL_PARSE" or "STATIC_PARSER" or "USE_COLORS" or "VERSION_CHECK" or "WRITE_JSON" or "POPULATE_CACHE" or "INTROSPECT" => true,
            "DEBUG" or "QUIET" or "DEFER" or "FAVOR_STATE" or "CACHE_SELECTED_ONLY" or "USE_EXPERIMENTAL_PARSER" or "SEND_ANONYMOUS_USAGE_STATS" => false,
            _ => this,
        };
        foreach (var (flag, setting) in context.Project.Projects.Root.Flags)
        {
            if (string.Equals(flag, name, StringComparison.OrdinalIgnoreCase)) value = setting;
        }

        return !ReferenceEquals(value, this);
    }

    public override string ToString() => "<Flags>";
}
