using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary>What templates in YAML can call; notes what of it is read.</summary>
/// <param name="scope">What there is.</param>
/// <param name="secret">What stands for a secret until all is rendered; null where secrets are not allowed.</param>
internal sealed class YamlNames(YamlScope scope, Func<string, string>? secret = null) : IReadOnlyDictionary<string, object?>
{
    private static readonly string[] OfInvocation = ["run_started_at", "invocation_id"];

    private readonly Dictionary<string, object?> _own = new(StringComparer.Ordinal)
    {
        ["var"] = new YamlVar(scope.Vars, scope.Inputs),
        ["run_started_at"] = scope.Invocation.StartedAt,
        ["invocation_id"] = scope.Invocation.Id.ToString(),
        ["log"] = (TemplateFunction)(_ => ""),
        ["print"] = (TemplateFunction)(_ => ""),
    };

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => _own.Keys.Concat(["env_var", "flags"]).Concat(scope.Target is null ? [] : ["target"]).Concat(BaseMembers.Functions.Keys);

    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    public int Count => Keys.Count();

    public void Add(string name, TemplateFunction function) => _own[name] = function;

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (OfInvocation.Contains(key)) scope.Inputs.Invocation.Add(key);
        if (_own.TryGetValue(key, out value)) return true;
        object? made = key switch
        {
            "env_var" => (TemplateFunction)EnvVar,
            "flags" => Flags(),
            "target" when scope.Target is not null => new YamlTarget(scope.Target, scope.Inputs),
            _ => null,
        };
        if (made is null) return BaseMembers.Functions.TryGetValue(key, out value);
        _own[key] = value = made;
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private DictValue Flags()
    {
        scope.Inputs.Invocation.Add("flags.WHICH");
        scope.Inputs.Invocation.Add("flags.FULL_REFRESH");
        return new DictValue(new Dictionary<string, object?> { ["WHICH"] = scope.Invocation.Command, ["FULL_REFRESH"] = scope.Invocation.FullRefresh ?? false });
    }

    private string EnvVar(TemplateArguments arguments)
    {
        var name = arguments.Require<string>(0, "var");
        scope.Inputs.EnvironmentVariables.Add(name);
        if (!name.StartsWith(EnvironmentVariables.SecretPrefix, StringComparison.Ordinal) || secret is null)
            return EnvironmentVariables.Read(scope.Invocation, arguments);

        // The value comes in after rendering, so that no filter can show a part of it.
        return scope.Invocation.Environment.ContainsKey(name) ? secret(name) : EnvironmentVariables.ReadAny(scope.Invocation, name, arguments[1, "default"]);
    }
}
