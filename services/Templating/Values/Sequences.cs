namespace ControlPlane.Templating.Values;

/// <summary>Python's iter() and len().</summary>
internal static class Sequences
{
    public static IEnumerable<object?> Iterate(object? value) => value switch
    {
        string text => PythonString.Characters(text),
        IReadOnlyDictionary<string, object?> dict => Mappings.Keys(dict),
        IEnumerable<object?> items => items,
        Undefined undefined => undefined.Tolerate() is null ? [] : [],
        MarkedText marked => Iterate(marked.Text),
        _ => throw TemplateException.Type($"'{TypeName.Of(value)}' object is not iterable"),
    };

    public static bool IsIterable(object? value) => value is string or IEnumerable<object?> or IReadOnlyDictionary<string, object?> or Undefined;

    public static List<object?> ToList(object? value) => [.. Iterate(value)];

    public static long Length(object? value) => value switch
    {
        string text => PythonString.Length(text),
        IReadOnlyDictionary<string, object?> dict => dict.Count,
        IReadOnlyCollection<object?> items => items.Count,
        Undefined undefined => undefined.Tolerate() is null ? 0 : 0,
        _ => throw TemplateException.Type($"object of type '{TypeName.Of(value)}' has no len()"),
    };
}
