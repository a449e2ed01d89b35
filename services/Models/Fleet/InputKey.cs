using System.Globalization;
using System.Text;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Fleet;

/// <summary>
/// The values that a target and an invocation have for what a rendering read. A rendering follows from what it reads, so that of equal values is the same.
/// Where relations are is among it only where <see cref="RenderInputs.Place"/> says so.
/// </summary>
internal static class InputKey
{
    private const char Separator = '\u001f';

    public static string Of(RenderInputs inputs, TargetProfile target, Invocation invocation)
    {
        if (inputs.IsEmpty) return "";
        var key = new StringBuilder();
        foreach (var name in inputs.Vars) Add(key, name, invocation.Vars.TryGetValue(name, out var value) ? PythonText.Repr(value) : null);
        foreach (var name in inputs.EnvironmentVariables) Add(key, name, invocation.Environment.GetValueOrDefault(name));
        foreach (var name in inputs.TargetMembers) AddMember(key, name, target);
        foreach (var name in inputs.Invocation) Add(key, name, Value(name, invocation));
        if (!inputs.Place) return key.ToString();
        Add(key, "database", target.Database);
        Add(key, "schema", target.Schema);
        return key.ToString();
    }

    /// <summary>What decides over parsing and names without being read by a template.</summary>
    public static string Fixed(TargetProfile target, Invocation invocation, IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> overrides)
    {
        var key = new StringBuilder();
        Add(key, "type", target.Type);
        Add(key, "flags", $"{invocation.StoreFailures} {invocation.Empty}");
        Add(key, "times", string.Create(CultureInfo.InvariantCulture, $"{invocation.EventTimeStart:O} {invocation.EventTimeEnd:O} {invocation.Sample?.Start:O} {invocation.Sample?.End:O}"));
        foreach (var (name, config) in overrides.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Add(key, name, PythonText.Repr(config));
        return key.ToString();
    }

    /// <summary>Another call has another key, even with all the same options.</summary>
    public static bool IsOfOneCall(RenderInputs inputs, Invocation invocation)
    {
        var other = invocation with { Id = Guid.CreateVersion7(), StartedAt = invocation.StartedAt.AddTicks(1) };
        return inputs.Invocation.Any(name => Value(name, invocation) != Value(name, other));
    }

    private static void Add(StringBuilder key, string name, string? value)
    {
        key.Append(name);
        if (value is not null) key.Append('=').Append(value);
        key.Append(Separator);
    }

    private static void AddMember(StringBuilder key, string name, TargetProfile target)
    {
        if (name == "*")
        {
            foreach (var member in target.Settings.Keys.Order(StringComparer.Ordinal)) AddMember(key, member, target);
            foreach (var member in (string[])["name", "profile_name", "threads"]) AddMember(key, member, target);
            return;
        }
        Add(key, name, name switch
        {
            "name" or "target_name" => target.TargetName,
            "profile_name" => target.ProfileName,
            "threads" => target.Threads.ToString(CultureInfo.InvariantCulture),
            _ => target.Settings.TryGetValue(name, out var value) ? PythonText.Repr(value) : null,
        });
    }

    /// <summary>Of a name that is not known here no two calls have the same.</summary>
    private static string Value(string name, Invocation invocation) => name switch
    {
        "run_started_at" => invocation.StartedAt.ToString("O", CultureInfo.InvariantCulture),
        "flags.FULL_REFRESH" => $"{invocation.FullRefresh}",
        "flags.STORE_FAILURES" or "flags.EMPTY" or "flags.EVENT_TIME_START" or "flags.EVENT_TIME_END" => "",
        "flags.WHICH" or "flags.INVOCATION_COMMAND" => invocation.Command,
        "flags.FAIL_FAST" => $"{invocation.FailFast}",
        "flags.WARN_ERROR" => $"{invocation.WarnError}",
        "flags.VARS" => PythonText.Repr(invocation.Vars),
        _ => invocation.Id.ToString(),
    };
}
