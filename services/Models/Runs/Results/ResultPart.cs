using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Results;

/// <summary>A part of a result as on-run-end's templates see it: an object with members that can be used as a dictionary too.</summary>
/// <param name="isLenient">What it does not have is none, not missing: a node's configuration.</param>
[SuppressMessage("Naming", "CA1710", Justification = "Named after what it is, beside ResultValue.")]
internal sealed class ResultPart(IReadOnlyDictionary<string, object?> values, bool isLenient) : ITemplateObject, IReadOnlyDictionary<string, object?>
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
            "to_dict" or "to_msg_dict" or "copy" => (TemplateFunction)(_ => Plain()),
            "keys" => (TemplateFunction)(_ => values.Keys.ToList<object?>()),
            "values" => (TemplateFunction)(_ => values.Values.ToList()),
            "items" => (TemplateFunction)(_ => values.Select(pair => (object?)new Templating.Values.TupleValue([pair.Key, pair.Value])).ToList()),
            _ => this,
        };
        return !ReferenceEquals(value, this) || values.TryGetValue(name is "pre_hook" or "post_hook" ? name.Replace('_', '-') : name, out value) || isLenient;
    }

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Templating.Values.PythonText.Repr(Plain());

    private Dictionary<string, object?> Plain() => values.ToDictionary(pair => pair.Key, pair => Plain(pair.Value), StringComparer.Ordinal);

    /// <summary>Parts as dictionaries, and times as texts.</summary>
    internal static object? Plain(object? value) => value switch
    {
        ResultPart part => part.Plain(),
        List<object?> list => list.ConvertAll(Plain),
        DateTime time => Artifacts.JsonValues.Timestamp(new DateTimeOffset(time, TimeSpan.Zero)),
        _ => value,
    };
}
