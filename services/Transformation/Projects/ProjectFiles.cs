using System.Security.Cryptography;
using System.Text;
using ControlPlane.Transformation.Projects.Yaml;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects;

/// <summary>The files of a project as they are now.</summary>
internal sealed record ProjectFiles(string Hash, YamlMappingNode Settings, IReadOnlyList<ProjectText> Models, IReadOnlyList<ProjectText> Properties)
{
    public const string SettingsFile = "dbt_project.yml";

    private const int MaxFileBytes = 1 << 20;

    /// <exception cref="ProjectInvalidException">There is no project in the folder, or its settings cannot be read.</exception>
    public static ProjectFiles Read(string folder)
    {
        var errors = new ProjectErrors();
        var path = Path.Combine(folder, SettingsFile);
        if (!File.Exists(path)) errors.Add(SettingsFile, 0, "The file is missing.", "A project has it at the top of its folder; check the spec's models.project.");
        errors.ThrowIfAny(Path.GetFileName(folder));
        var text = File.ReadAllText(path);
        var settings = YamlFile.Read(SettingsFile, text, errors) ?? new YamlMappingNode();
        var files = ModelPaths(settings).SelectMany(part => Below(folder, part, errors)).DistinctBy(file => file.File).OrderBy(file => file.File, StringComparer.Ordinal).ToList();
        errors.ThrowIfAny(settings.Find("name").Text() ?? Path.GetFileName(folder));
        return new ProjectFiles(
            HashOf(files.Prepend(new ProjectText(SettingsFile, "", text))), settings,
            [.. files.Where(file => file.File.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))],
            [.. files.Where(file => !file.File.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))]);
    }

    private static IReadOnlyList<string> ModelPaths(YamlMappingNode settings) =>
        (settings.Find("model-paths") ?? settings.Find("source-paths")) is YamlSequenceNode paths ? [.. paths.Children.Select(path => path.Text() ?? "")] : ["models"];

    private static IEnumerable<ProjectText> Below(string folder, string part, ProjectErrors errors)
    {
        var root = Path.GetFullPath(Path.Combine(folder, part));
        if (part.Length == 0 || Path.GetRelativePath(folder, root).StartsWith("..", StringComparison.Ordinal))
        {
            errors.Add(SettingsFile, 0, $"model-paths names '{part}', which is not a folder within the project.", "Name a folder such as 'models'.");
            return [];
        }
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(IsWanted).Select(file => ReadOne(folder, root, file, errors)) : [];
    }

    private static bool IsWanted(string file) => Path.GetExtension(file).ToLowerInvariant() is ".sql" or ".yml" or ".yaml";

    private static ProjectText ReadOne(string folder, string root, string file, ProjectErrors errors)
    {
        var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
        var below = Path.GetRelativePath(root, file).Replace('\\', '/');
        if (new FileInfo(file).Length <= MaxFileBytes) return new ProjectText(name, below, File.ReadAllText(file));
        errors.Add(name, 0, $"The file is larger than {MaxFileBytes >> 10} KiB.", "Split the model; data belongs in a source.");
        return new ProjectText(name, below, "");
    }

    private static string HashOf(IEnumerable<ProjectText> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            var text = Encoding.UTF8.GetBytes(file.Text);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.File}\0{text.Length}\0"));
            hash.AppendData(text);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <param name="File">Relative to the project's folder.</param>
/// <param name="Below">Relative to the model path.</param>
internal sealed record ProjectText(string File, string Below, string Text);
