using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing;

/// <summary>Finds what a project's files hold nodes in, in the reference's order.</summary>
internal static class NodeFiles
{
    public static IEnumerable<NodeSource> Sources(ParseState state, Project project, ProjectFiles files) =>
    [
        .. Whole(state, ResourceType.Model, files.Models), .. files.Snapshots.SelectMany(file => Snapshots(state, file)), .. YamlSnapshots(state, project),
        .. Whole(state, ResourceType.Analysis, files.Analyses), .. Whole(state, ResourceType.Test, files.SingularTests), .. Whole(state, ResourceType.Seed, files.Seeds), .. Hooks(project),
    ];

    private static IEnumerable<NodeSource> Whole(ParseState state, ResourceType type, IReadOnlyList<ProjectFile> files) =>
        files.Where(file => type == ResourceType.Seed || state.Limits.Allows(file, state)).Select(file => NodeSource.Of(type, file));

    private static List<NodeSource> Snapshots(ParseState state, ProjectFile file)
    {
        var found = new List<NodeSource>();
        if (!state.Limits.Allows(file, state)) return found;
        state.Try(state.Place(file), () =>
        {
            foreach (var (name, contents, _, line) in state.Blocks.Blocks(file.Text, "snapshot", file.OriginalFilePath))
            {
                found.Add(new NodeSource(
                    ResourceType.Snapshot, file.Project, name, file.RelativePath, file.OriginalFilePath, contents, ProjectFile.Hash(file.Text), [.. NodeSource.Folders(file.RelativePath), file.Name])
                {
                    Line = line,
                });
            }
        });
        return found;
    }

    /// <summary>Snapshots that are declared in property files alone.</summary>
    private static IEnumerable<NodeSource> YamlSnapshots(ParseState state, Project project) => state.Properties.Snapshots.Where(snapshot => snapshot.File.Project == project).Select(snapshot =>
        new NodeSource(ResourceType.Snapshot, project, snapshot.Name, $"{snapshot.File.RelativePath}/{snapshot.Name}.sql", snapshot.File.OriginalFilePath,
            $"select * from {{{{ {snapshot.Relation} }}}}", ProjectFile.Hash(snapshot.File.Text), [.. NodeSource.Folders(snapshot.File.RelativePath)])
        {
            Line = snapshot.Line,
        });

    private static IEnumerable<NodeSource> Hooks(Project project)
    {
        if (project.OnRunStart.Count + project.OnRunEnd.Count == 0) return [];
        var checksum = ProjectFile.Hash(File.ReadAllText(System.IO.Path.Combine(project.Folder!, "dbt_project.yml")).Trim());
        return [.. Hooks("on-run-start", project.OnRunStart), .. Hooks("on-run-end", project.OnRunEnd)];

        IEnumerable<NodeSource> Hooks(string kind, IReadOnlyList<string> statements) => statements.Select((text, index) =>
            new NodeSource(ResourceType.Operation, project, $"{project.Name}-{kind}-{index}", $"hooks/{project.Name}-{kind}-{index}.sql", "./dbt_project.yml", text, checksum, ["hooks"])
            {
                Index = index,
                Tag = kind,
            });
    }
}
