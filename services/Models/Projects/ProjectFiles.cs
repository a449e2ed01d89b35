namespace ControlPlane.Models.Projects;

/// <summary>The files of one project by what they are read as. Each folder is walked once, in the order of names.</summary>
public sealed class ProjectFiles
{
    private ProjectFiles()
    {
    }

    public required IReadOnlyList<ProjectFile> Macros { get; init; }

    public required IReadOnlyList<ProjectFile> GenericTests { get; init; }

    /// <summary>.sql, then .py</summary>
    public required IReadOnlyList<ProjectFile> Models { get; init; }

    public required IReadOnlyList<ProjectFile> Snapshots { get; init; }

    public required IReadOnlyList<ProjectFile> Analyses { get; init; }

    public required IReadOnlyList<ProjectFile> SingularTests { get; init; }

    public required IReadOnlyList<ProjectFile> Seeds { get; init; }

    public required IReadOnlyList<ProjectFile> Docs { get; init; }

    /// <summary>Property files: .yml and .yaml below all paths of resources.</summary>
    public required IReadOnlyList<ProjectFile> Properties { get; init; }

    /// <summary>Rows of unit tests: .csv and .sql below <c>fixtures</c> of the test paths.</summary>
    public required IReadOnlyList<ProjectFile> Fixtures { get; init; }

    public static ProjectFiles Find(Project project)
    {
        var walk = new FolderWalk(project);
        var tests = walk.Find(project.TestPaths, ".sql");
        return new ProjectFiles
        {
            Macros = walk.Find(project.MacroPaths, ".sql"),
            GenericTests = walk.Find(project.TestPaths.Select(path => $"{path}/generic"), ".sql"),
            Models = [.. walk.Find(project.ModelPaths, ".sql"), .. walk.Find(project.ModelPaths, ".py")],
            Snapshots = walk.Find(project.SnapshotPaths, ".sql"),
            Analyses = walk.Find(project.AnalysisPaths, ".sql"),
            SingularTests = [.. tests.Where(file => file.RelativePath.Split('/')[0] is not ("generic" or "fixtures"))],
            Seeds = walk.Find(project.SeedPaths, ".csv"),
            Docs = walk.Find(project.DocsPaths.Count > 0 ? project.DocsPaths : project.ResourcePaths, ".md"),
            Properties = [.. walk.Find(project.ResourcePaths, ".yml"), .. walk.Find(project.ResourcePaths, ".yaml")],
            Fixtures = [.. walk.Find(project.TestPaths.Select(path => $"{path}/fixtures"), ".csv"), .. walk.Find(project.TestPaths.Select(path => $"{path}/fixtures"), ".sql")],
        };
    }
}
