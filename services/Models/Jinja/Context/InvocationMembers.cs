using ControlPlane.Models.Jinja.Values;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>What templates see of the call that they are rendered for.</summary>
internal static class InvocationMembers
{
    public static Dictionary<string, ContextMember> All { get; } = new(StringComparer.Ordinal)
    {
        ["var"] = context => new VarValue(context),
        ["env_var"] = context => (TemplateFunction)(arguments => EnvVar(context, arguments)),
        ["target"] = context => new TargetValue(context),
        ["env"] = context => new TargetValue(context),
        ["flags"] = context => new FlagsValue(context),
        ["project_name"] = context => context.Project.Root,
        ["run_started_at"] = context => Noted(context, "run_started_at", context.Project.Invocation.StartedAt),
        ["invocation_id"] = context => Noted(context, "invocation_id", context.Project.Invocation.Id.ToString()),
        ["invocation_args_dict"] = context => Noted(context, "invocation_args_dict", context.Project.Invocation.Arguments),
        ["dbt_metadata_envs"] = context => Noted(context, "dbt_metadata_envs", new DictValue(Metadata(context.Project.Invocation))),
        ["selected_resources"] = context => Noted(context, "selected_resources", context.Project.Invocation.SelectedResources.ToList<object?>()),
        ["thread_id"] = context => Noted(context, "thread_id", Thread.CurrentThread.Name ?? "MainThread"),
        ["connection_name"] = context => context.Node?.UniqueId ?? "master",
        ["log"] = context => (TemplateFunction)(arguments => Say(context, TemplateValue.IsTrue(arguments[1, "info"]) ? MessageLevel.Info : MessageLevel.Debug, arguments)),
        ["print"] = context => (TemplateFunction)(arguments => Say(context, MessageLevel.Print, arguments)),
    };

    private const string MetadataPrefix = "DBT_ENV_CUSTOM_ENV_";

    private static string EnvVar(RenderContext context, TemplateArguments arguments)
    {
        context.Inputs.EnvironmentVariables.Add(arguments.Require<string>(0, "var"));
        return context.UnitTest?.Overrides?.GetValueOrDefault("env_vars") is IReadOnlyDictionary<string, object?> overridden
            && overridden.TryGetValue(arguments.Require<string>(0, "var"), out var value)
            ? PythonText.Str(value)
            : EnvironmentVariables.Read(context.Project.Invocation, arguments);
    }

    private static object? Noted(RenderContext context, string name, object? value)
    {
        context.Inputs.Invocation.Add(name);
        return value;
    }

    private static string Say(RenderContext context, MessageLevel level, TemplateArguments arguments)
    {
        context.Project.Invocation.Messages?.Invoke(new TemplateMessage(level, PythonText.Str(arguments[0, "msg"]), context.Node?.UniqueId));
        return "";
    }

    private static IEnumerable<KeyValuePair<string, object?>> Metadata(Invocation invocation) => invocation.Environment
        .Where(pair => pair.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
        .Select(pair => KeyValuePair.Create(pair.Key[MetadataPrefix.Length..], (object?)pair.Value));
}
