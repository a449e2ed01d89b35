using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>env_var(name, default)</c>; secrets are only for profiles.yml and packages.yml, which have a function of their own.</summary>
internal static class EnvironmentVariables
{
    public const string SecretPrefix = "DBT_ENV_SECRET_";

    public static string Read(Invocation invocation, TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "var");
        return name.StartsWith(SecretPrefix, StringComparison.Ordinal)
            ? throw new TemplateException($"Secret env vars are allowed only in profiles.yml or packages.yml. Found '{name}' referenced elsewhere.")
            : ReadAny(invocation, name, arguments[1, "default"]);
    }

    public static string ReadAny(Invocation invocation, string name, object? fallback) =>
        invocation.Environment.TryGetValue(name, out var value) ? value
        : fallback is not null ? PythonText.Str(fallback)
        : throw new TemplateException($"Env var required but not provided: '{name}'");
}
