namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Tags may be given as one text or as a list.</summary>
internal static class TagList
{
    public static IEnumerable<string> Of(object? tags) => tags switch
    {
        string single => [single],
        IReadOnlyList<object?> several => several.OfType<string>(),
        _ => [],
    };
}
