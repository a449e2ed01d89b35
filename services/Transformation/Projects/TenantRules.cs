using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Projects;

/// <summary>
/// What holds for the projects of tenants beyond what holds for all: a schema is exactly the one that is configured (a tenant has a database of its own,
/// so schemas need no prefix, and its roles can create in no other), and nothing outside of the tenant's own is read or written.
/// </summary>
internal static class TenantRules
{
    private const string SettingsFile = "dbt_project.yml";
    private const string SchemaMacro = "generate_schema_name";

    /// <exception cref="ProjectInvalidException">A path leads out of the project, or a package out of the blueprint.</exception>
    public static void CheckFolders(ProjectSet projects, string blueprint)
    {
        var errors = new ProjectErrors();
        foreach (var project in projects.All.Where(project => !project.IsInternal))
        {
            var folder = Path.GetFullPath(project.Folder!);
            if (folder != blueprint && !ProjectFolder.IsWithin(blueprint, folder)) errors.Add("packages.yml", 0, $"Package '{project.Name}' is not a folder within the blueprint.", "Copy the package into the blueprint.");
            foreach (var (key, paths) in Paths(project))
                foreach (var path in paths.Where(path => path.Length == 0 || Path.IsPathRooted(path) || !ProjectFolder.IsWithin(folder, Path.GetFullPath(Path.Combine(folder, path)))))
                    errors.Add(SettingsFile, 0, $"{key} names '{path}', which is not a folder within the project.", "Name a folder such as 'models'.");
        }
        errors.ThrowIfAny(projects.Root.Name);
    }

    /// <summary>Gives nodes their schemas and checks their names.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static void Apply(Manifest manifest, IAdapter adapter, int maxBytes)
    {
        var errors = new ProjectErrors();
        var exact = !manifest.Macros.Values.Any(macro => macro.Name == SchemaMacro && manifest.Projects.All.Any(project => project.Name == macro.PackageName && !project.IsInternal));
        var places = new Dictionary<(string, string), ManifestNode>();
        foreach (var node in manifest.Nodes.Values)
        {
            if (node.ResourceType == ResourceType.Test) PlaceTest(node, manifest, adapter);
            if (!node.ResourceType.IsRefable() || node.IsEphemeral) continue;
            if (exact && !HasOwnSchema(node)) Place(node, node.Config.Schema is { Length: > 0 } schema ? schema : adapter.Target.Schema, manifest, adapter);
            Check(node, adapter, maxBytes, errors);
            if (!places.TryAdd((node.Schema, node.Alias), node))
                errors.Add(node.OriginalFilePath, 0, $"Models '{places[(node.Schema, node.Alias)].Name}' and '{node.Name}' would both be {node.Schema}.{node.Alias}.", "Give one of them another alias or schema.");
        }
        // Whatever was compiled for other names is compiled again.
        foreach (var node in manifest.Nodes.Values) node.IsCompiled = false;
        foreach (var source in manifest.Sources.Values.Where(source => source.Database is { } database && database != adapter.Target.Database))
            errors.Add(source.OriginalFilePath, source.Line, $"Source '{source.SearchName}' is in database '{source.Database}'.", "A tenant's models read its own database only: leave 'database' out.");
        foreach (var error in adapter.CheckPlaces(manifest)) errors.Add(error.File, error.Line, error.Message, error.Fix);
        errors.ThrowIfAny(manifest.Projects.Root.Name);
    }

    private static void Check(ManifestNode node, IAdapter adapter, int maxBytes, ProjectErrors errors)
    {
        if (!WarehouseNames.ModelSchemas.Contains(node.Schema, StringComparer.Ordinal))
            errors.Add(node.OriginalFilePath, LineOf(node, node.Schema), $"Models cannot be built in schema '{node.Schema}'.",
                NearestNames.Advise(node.Schema, WarehouseNames.ModelSchemas, $"Set +schema to {string.Join(", ", WarehouseNames.ModelSchemas)}."));
        if (node.Database is { } database && database != adapter.Target.Database)
            errors.Add(node.OriginalFilePath, LineOf(node, database), $"Models cannot be built in database '{database}'.", "A tenant's models are in its own database: leave 'database' out.");
        if (ModelNames.Check(node.Alias, maxBytes) is var (message, fix)) errors.Add(node.OriginalFilePath, LineOf(node, node.Alias), message, fix);
    }

    /// <summary>A snapshot may name its schema itself.</summary>
    private static bool HasOwnSchema(ManifestNode node) => node.ResourceType == ResourceType.Snapshot && node.Config.Text("target_schema") is { Length: > 0 };

    private static void Place(ManifestNode node, string schema, Manifest manifest, IAdapter adapter)
    {
        node.Schema = schema;
        if (node.RelationName is not null) node.RelationName = adapter.Relation(node, manifest.Projects).Render();
    }

    /// <summary>Rows that a test keeps are nobody's but the operator's, so they have a schema of their own.</summary>
    private static void PlaceTest(ManifestNode test, Manifest manifest, IAdapter adapter) => Place(test, WarehouseNames.TestFailures, manifest, adapter);

    private static IEnumerable<(string Key, IReadOnlyList<string> Paths)> Paths(Project project) =>
    [
        ("model-paths", project.ModelPaths), ("seed-paths", project.SeedPaths), ("snapshot-paths", project.SnapshotPaths), ("test-paths", project.TestPaths),
        ("analysis-paths", project.AnalysisPaths), ("macro-paths", project.MacroPaths), ("docs-paths", project.DocsPaths),
        ("packages-install-path", [project.PackagesPath]),
    ];

    /// <summary>Where the model itself says so; 0 when it comes from elsewhere.</summary>
    private static int LineOf(ManifestNode node, string value)
    {
        var at = node.RawCode.IndexOf($"'{value}'", StringComparison.Ordinal);
        if (at < 0) at = node.RawCode.IndexOf($"\"{value}\"", StringComparison.Ordinal);
        return at < 0 ? 0 : node.RawCode.AsSpan(0, at).Count('\n') + 1;
    }
}
