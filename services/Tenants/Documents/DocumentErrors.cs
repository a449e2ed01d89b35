namespace ControlPlane.Tenants.Documents;

/// <summary>Everything that is wrong with a document, by path: <c>sources.github.schedule.cron</c>. Messages never repeat a value that could be a secret.</summary>
public sealed class DocumentErrors
{
    /// <summary>The path of what concerns the document as a whole.</summary>
    public const string Root = "(document)";

    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByPath => _errors.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());

    public void Add(string path, string message)
    {
        var key = path.Length == 0 ? Root : path;
        if (!_errors.TryGetValue(key, out var messages)) _errors[key] = messages = [];
        if (!messages.Contains(message)) messages.Add(message);
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Join(string path, int index) => $"{path}[{index}]";
}
