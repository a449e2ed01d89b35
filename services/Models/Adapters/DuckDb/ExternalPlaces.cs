using System.IO.Enumeration;
using System.Text.RegularExpressions;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>
/// Where the models of a project that are files have their builds: one folder each, in which those that are published, were replaced or have failed their tests
/// lie side by side. Only a view tells which of them counts, so no other model has the folder, and no source reads it.
/// </summary>
internal sealed partial class ExternalPlaces(DuckDbAdapter adapter)
{
    private const string External = "external";

    public IReadOnlyList<ProjectError> Check(Manifest manifest)
    {
        var errors = new List<ProjectError>();
        var models = new Dictionary<string, ManifestNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model && node.Config.Materialized == External).OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (FolderOf(node) is not { } folder || models.TryAdd(folder, node)) continue;
            errors.Add(new(node.OriginalFilePath, 0, $"Models '{models[folder].Name}' and '{node.Name}' would both have their files in one place, whatever their endings.", "Give one of them another location or alias."));
        }
        foreach (var source in manifest.Sources.Values)
        {
            if (adapter.Relation(source, manifest.Projects).External is not { } external) continue;
            foreach (var pattern in Texts().Matches(external).Select(match => match.Groups[1].Value))
                if (models.FirstOrDefault(model => Reaches(Parts(pattern), Parts(model.Key))) is { Value: { } read })
                    errors.Add(new(source.OriginalFilePath, source.Line, $"Source '{source.SearchName}' reads the files of model '{read.Name}', which has builds there that nobody was shown, beside each other.", $"Read it with ref('{read.Name}')."));
        }
        return errors;
    }

    /// <summary>Null where it is known only when the model runs, or nothing may be written there, which the model then says.</summary>
    private string? FolderOf(ManifestNode node)
    {
        var options = node.Config.Map("options");
        var isFolder = options.ContainsKey("partition_by");
        var location = node.Config.Text("location") is { Length: > 0 } own ? own : $"{adapter.Files.RootOf(node.Config.Schema is { Length: > 0 } schema ? schema : adapter.Target.Schema)}/{node.Alias}";
        if (location.Contains("{{", StringComparison.Ordinal)) return null;
        try
        {
            var place = adapter.Files.Folders?.Write(location) ?? Path.GetFullPath(location);
            return isFolder || options.GetValueOrDefault("per_thread_output") is not (null or false) || node.Config.Text("location") is not { Length: > 0 } ? place : place[..^Path.GetExtension(place).Length];
        }
        catch (AdapterException)
        {
            return null;
        }
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The pattern finds something below the folder.</summary>
    private static bool Reaches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> folder)
    {
        if (pattern.IsEmpty) return false;
        if (folder.IsEmpty) return true;
        return pattern[0] == "**" ? Reaches(pattern[1..], folder) || Reaches(pattern, folder[1..]) || pattern.Length == 1
            : FileSystemName.MatchesSimpleExpression(Choices().Replace(pattern[0], "*"), folder[0], ignoreCase: false) && Reaches(pattern[1..], folder[1..]);
    }

    [GeneratedRegex("'((?:[^']|'')*)'")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\[[^\]]*\]|\{[^}]*\}")]
    private static partial Regex Choices();
}
