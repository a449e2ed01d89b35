using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Projects;

/// <summary>The values of one dbt_project.yml, each read as the type that it must have.</summary>
internal sealed class ProjectSettings(string file, YamlMap raw, IReadOnlyDictionary<string, object?> values, ProjectErrors errors)
{
    public void Fail(string key, string message, string fix) => errors.Add(file, raw.LineOf(key), message, fix);

    public string? Text(string key) => values.GetValueOrDefault(key) switch
    {
        null => null,
        string text => text,
        long or double => PythonText.Str(values[key]),
        _ => Wrong<string>(key, "a text"),
    };

    /// <summary>A text or a list of texts.</summary>
    public IReadOnlyList<string> Texts(string key) => values.GetValueOrDefault(key) switch
    {
        null => [],
        string text => [text],
        List<object?> list when list.TrueForAll(each => each is string) => [.. list.Cast<string>()],
        _ => Wrong<IReadOnlyList<string>>(key, "a text or a list of texts") ?? [],
    };

    /// <summary>Null when neither the key nor its former name is given.</summary>
    public IReadOnlyList<string>? Paths(string key, string? former = null)
    {
        if (former is not null && values.ContainsKey(former))
        {
            if (values.ContainsKey(key)) Fail(former, $"{former} and {key} cannot both be defined.", $"Remove '{former}', which is the former name.");
            key = former;
        }
        return values.GetValueOrDefault(key) switch
        {
            null => null,
            List<object?> list when list.TrueForAll(each => each is string) => [.. list.Cast<string>()],
            _ => Wrong<IReadOnlyList<string>>(key, "a list of paths"),
        };
    }

    public IReadOnlyDictionary<string, object?> Map(string key) => values.GetValueOrDefault(key) switch
    {
        null => Empty,
        Dictionary<string, object?> map => map,
        _ => Wrong<Dictionary<string, object?>>(key, "a mapping") ?? Empty,
    };

    public IReadOnlyList<string> Statements(string key) => [.. Texts(key)];

    public IReadOnlyList<DispatchRule> Dispatch()
    {
        var rules = new List<DispatchRule>();
        foreach (var entry in values.GetValueOrDefault("dispatch") as List<object?> ?? [])
        {
            if (entry is Dictionary<string, object?> map && map.GetValueOrDefault("macro_namespace") is string name && map.GetValueOrDefault("search_order") is List<object?> order)
                rules.Add(new DispatchRule(name, [.. order.OfType<string>()]));
            else
                Fail("dispatch", "An entry of 'dispatch' is invalid.", "Give it 'macro_namespace' and 'search_order', a list of packages.");
        }
        return rules;
    }

    public IReadOnlyDictionary<string, bool> Quoting()
    {
        var quoting = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (key, value) in Map("quoting"))
        {
            if (value is bool flag) quoting[key == "project" ? "database" : key] = flag;
            else if (value is not null) Fail("quoting", $"The value of quoting's '{key}' is neither true nor false.", "Write true or false.");
        }
        return quoting;
    }

    /// <summary>A text is the comment itself; nothing where the key is written turns comments off.</summary>
    public IReadOnlyDictionary<string, object?> QueryComment()
    {
        if (!values.TryGetValue("query-comment", out var value)) return Empty;
        return value switch
        {
            Dictionary<string, object?> map => map,
            null or "" or false => new Dictionary<string, object?>(StringComparer.Ordinal) { ["comment"] = "" },
            string text => new Dictionary<string, object?>(StringComparer.Ordinal) { ["comment"] = text },
            _ => Wrong<Dictionary<string, object?>>("query-comment", "a text or a mapping") ?? Empty,
        };
    }

    private static readonly Dictionary<string, object?> Empty = new(StringComparer.Ordinal);

    private T? Wrong<T>(string key, string wanted)
    {
        Fail(key, $"The value of '{key}' is not {wanted}.", $"Write {wanted}.");
        return default;
    }
}
