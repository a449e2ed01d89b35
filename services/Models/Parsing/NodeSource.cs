using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing;

/// <summary>The text that one node is made of, and what follows from where it stands.</summary>
/// <param name="Path">As artifacts show it: below the folder of its type, or made up for what has no file of its own.</param>
/// <param name="FqnPath">Folders between the package's name and the node's.</param>
internal sealed record NodeSource(ResourceType Type, Project Project, string Name, string Path, string OriginalFilePath, string Text, Checksum Checksum, IReadOnlyList<string> FqnPath)
{
    public string Language { get; init; } = "sql";

    public int Line { get; init; }

    public int? Index { get; init; }

    public string? RootPath { get; init; }

    public string? Tag { get; init; }

    /// <summary>Of a file that is one node.</summary>
    public static NodeSource Of(ResourceType type, ProjectFile file) =>
        new(type, file.Project, file.Name, PathOf(type, file), file.OriginalFilePath, type == ResourceType.Seed ? "" : file.Text,
            type == ResourceType.Seed ? file.SeedChecksum : ProjectFile.Hash(file.Text), Folders(PathOf(type, file)))
        {
            Language = file.RelativePath.EndsWith(".py", StringComparison.Ordinal) ? "python" : "sql",
            RootPath = type == ResourceType.Seed ? file.Project.Folder : null,
        };

    public static IReadOnlyList<string> Folders(string path) => path.Split('/')[..^1];

    private static string PathOf(ResourceType type, ProjectFile file) => type == ResourceType.Analysis ? $"analysis/{file.RelativePath}" : file.RelativePath;
}
