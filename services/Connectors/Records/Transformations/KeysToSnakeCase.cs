using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

internal sealed partial record KeysToSnakeCase : ITransformation
{
    private const int MostNames = 10_000;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    public void Apply(RecordObject record, Scope scope) => KeyRenaming.Apply(record, Rename, nested: true);

    public static string SnakeCase(string name)
    {
        // A run of other characters parts two words; at the very start or end it leaves an underscore.
        var words = Word().Matches(AsciiText.Of(name)).Select(m => m.Groups["other"].Success ? "" : m.Value).ToList();
        if (words.Count >= 3) words = [words[0], .. words[1..^1].Where(w => w.Length > 0), words[^1]];
        if (words.Count > 0 && words[0].Length > 0 && words[0].All(char.IsAsciiDigit)) words.Insert(0, "");
        return string.Join('_', words).ToLowerInvariant();
    }

    private string Rename(string name)
    {
        if (_names.TryGetValue(name, out var known)) return known;
        var renamed = SnakeCase(name);
        if (_names.Count < MostNames) _names[name] = renamed;
        return renamed;
    }

    [GeneratedRegex(@"[A-Z]+[a-z]*|[a-z]+|[0-9]+|(?<other>[^a-zA-Z0-9]+)")]
    private static partial Regex Word();
}
