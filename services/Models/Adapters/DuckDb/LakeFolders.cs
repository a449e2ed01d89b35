using System.Text.RegularExpressions;
using ControlPlane.DuckDb;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>
/// The only folders that a target's models read files from and write them to, by the names that the project knows them by: <c>bronze/orders/*.parquet</c> is in
/// the folder of bronze, wherever the target has it. The profile's keys are <c>folders</c> and, of those, <c>read_only_folders</c>.
/// </summary>
internal sealed partial class LakeFolders
{
    private readonly Dictionary<string, string> _folders;
    private readonly HashSet<string> _readOnly;

    private LakeFolders(Dictionary<string, string> folders, HashSet<string> readOnly) => (_folders, _readOnly) = (folders, readOnly);

    /// <summary>Null where the profile names none: files are where the project says.</summary>
    /// <param name="isGiven">The database is somebody else's, who says in the profile what may be reached; nothing is when it does not.</param>
    public static LakeFolders? Of(TargetProfile target, bool isGiven)
    {
        var folders = target.Settings.GetValueOrDefault("folders") as IReadOnlyDictionary<string, object?>;
        if (folders is null && !isGiven) return null;
        return new(
            (folders ?? new Dictionary<string, object?>()).ToDictionary(pair => pair.Key, pair => Path.TrimEndingDirectorySeparator(Path.GetFullPath($"{pair.Value}")), StringComparer.Ordinal),
            ((target.Settings.GetValueOrDefault("read_only_folders") as IEnumerable<object?>) ?? []).Select(name => $"{name}").ToHashSet(StringComparer.Ordinal));
    }

    /// <exception cref="AdapterException">It is in none of the folders.</exception>
    public string Read(string location) => Locate(location, writes: false);

    /// <exception cref="AdapterException">It is in none of the folders, or in one that is only read.</exception>
    public string Write(string location) => Locate(location, writes: true);

    /// <summary>A function's call with the texts in it that begin with a folder's name as paths.</summary>
    /// <exception cref="AdapterException">One of them leads out of the folder.</exception>
    public string ReadCall(string call) => Texts().Replace(call, match =>
    {
        var text = match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal);
        return Split(text).Name.Length > 0 ? DuckDbIdentifier.Literal(Read(text)) : match.Value;
    });

    private string Locate(string location, bool writes)
    {
        var allowed = _folders.Keys.Where(name => !writes || !_readOnly.Contains(name)).ToList();
        if (allowed.Count == 0) throw new AdapterException($"'{location}' cannot be {(writes ? "written" : "read")}: this target reaches no files. A tenant's models do where the lake is a folder.");
        var (name, below) = Split(location);
        if (!allowed.Contains(name) || !IsBelow(below) || below.Contains('\'') || HasLink(_folders[name], below))
            throw new AdapterException($"'{location}' cannot be {(writes ? "written" : "read")}: begin it with {string.Join(" or ", allowed.Select(folder => $"{folder}/"))} and go on below, without '..', links and quotes.");
        return $"{_folders[name]}/{below}";
    }

    private (string Name, string Below) Split(string location)
    {
        foreach (var (name, folder) in _folders)
        {
            foreach (var start in (string[])[$"{name}/", $"{folder}/"])
                if (location.StartsWith(start, StringComparison.Ordinal)) return (name, location[start.Length..]);
        }
        return ("", location);
    }

    private static bool IsBelow(string path) => path.Length > 0 && !path.Any(char.IsControl) && path.Split('/', '\\').All(part => part is not ("" or "." or ".."));

    /// <summary>Of patterns, in what comes before the first; what a pattern finds is the engine's to check.</summary>
    private static bool HasLink(string folder, string below)
    {
        var path = folder;
        foreach (var part in below.Split('/').TakeWhile(part => part.IndexOfAny(['*', '?', '[']) < 0))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null) return true;
        }
        return false;
    }

    [GeneratedRegex("'((?:[^']|'')*)'")]
    private static partial Regex Texts();
}
