using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>target</c> in YAML: its settings without secrets; notes which members are read.</summary>
internal sealed partial class YamlTarget(TargetProfile target, RenderInputs inputs) : IReadOnlyDictionary<string, object?>
{
    private readonly Dictionary<string, object?> _values = ValuesOf(target);

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => All().Keys;

    public IEnumerable<object?> Values => All().Values;

    public int Count => _values.Count;

    public static Dictionary<string, object?> ValuesOf(TargetProfile target) =>
        new(target.Settings.Where(pair => pair.Value is string or long or bool && !SecretNames().IsMatch(pair.Key)), StringComparer.Ordinal)
        {
            ["name"] = target.TargetName,
            ["target_name"] = target.TargetName,
            ["profile_name"] = target.ProfileName,
            ["type"] = target.Type,
            ["schema"] = target.Schema,
            ["database"] = target.Database,
            ["threads"] = (long)target.Threads,
        };

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (key is "schema" or "database" or "dbname") inputs.Place = true;
        else inputs.TargetMembers.Add(key);
        return _values.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, object?> All()
    {
        inputs.TargetMembers.Add("*");
        inputs.Place = true;
        return _values;
    }

    [GeneratedRegex("pass|token|secret|private|key|credential", RegexOptions.IgnoreCase)]
    private static partial Regex SecretNames();
}
