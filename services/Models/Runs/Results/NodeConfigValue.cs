using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Results;

/// <summary>The configuration of a result's node as on-run-end's templates see it: what is not configured is none, not missing.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Named after what it is, beside ResultValue.")]
internal sealed class NodeConfigValue(IReadOnlyDictionary<string, object?> values) : ITemplateObject, IReadOnlyDictionary<string, object?>
{
    public int Count => values.Count;

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<object?> Values => values.Values;

    public bool IsMapping => true;

    public object? this[string key] => values.GetValueOrDefault(key);

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "get" => (TemplateFunction)(arguments => values.TryGetValue(arguments.Require<string>(0, "key"), out var found) ? found : arguments[1, "default"]),
            "to_dict" or "copy" => (TemplateFunction)(_ => new Dictionary<string, object?>(values, StringComparer.Ordinal)),
            "keys" => (TemplateFunction)(_ => values.Keys.ToList<object?>()),
            "values" => (TemplateFunction)(_ => values.Values.ToList()),
            "items" => (TemplateFunction)(_ => values.Select(pair => (object?)new Templating.Values.TupleValue([pair.Key, pair.Value])).ToList()),
            _ => values.GetValueOrDefault(name.EndsWith("_hook", StringComparison.Ordinal) ? name.Replace('_', '-') : name),
        };
        return true;
    }

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Templating.Values.PythonText.Repr(new Dictionary<string, object?>(values, StringComparer.Ordinal));
}
