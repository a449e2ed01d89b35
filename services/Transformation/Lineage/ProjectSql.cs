using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Lineage;

/// <summary>A tenant's project as lineage is found in it: the SQL of its nodes, compiled without a warehouse, and without the tenant's name.</summary>
internal sealed class ProjectSql
{
    private readonly Dictionary<string, NodeSql> _nodes = new(StringComparer.Ordinal);

    private ProjectSql(TenantProject project, RecordedRelations recorded) => (Project, Recorded) = (project, recorded);

    public TenantProject Project { get; }

    public RecordedRelations Recorded { get; }

    /// <summary>Projects with the same key have the same lineage.</summary>
    public string Key { get; private set; } = "";

    public NodeSql this[ManifestNode node] => _nodes[node.UniqueId];

    /// <param name="project">Is compiled, and belongs to the caller alone.</param>
    /// <param name="adapter">Is not connected.</param>
    public static ProjectSql Of(TenantProject project, IAdapter adapter, RecordedRelations recorded)
    {
        var sql = new ProjectSql(project, recorded);
        var renderer = Renderer(project, adapter);
        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(key, [recorded.Fingerprint]);
        foreach (var source in project.Manifest.Sources.Values) Add(key, [source.UniqueId, Place(source.RelationName, adapter), .. source.Columns.Keys]);
        foreach (var exposure in project.Manifest.Exposures.Values) Add(key, [exposure.UniqueId, .. exposure.DependsOn.Nodes]);
        foreach (var node in project.Nodes)
        {
            var compiled = sql._nodes[node.UniqueId] = Compile(renderer, node, adapter, recorded);
            Add(key, [node.UniqueId, Place(node.RelationName, adapter), compiled.Sql, compiled.Problem, .. node.Columns.Keys, .. node.DependsOn.Nodes]);
            if (node.ResourceType == ResourceType.Seed) Add(key, [.. SeedColumns(project, node) ?? []]);
        }
        sql.Key = Convert.ToHexStringLower(key.GetCurrentHash());
        return sql;
    }

    /// <summary>As its file's first line names them.</summary>
    public static IReadOnlyList<string>? SeedColumns(TenantProject project, ManifestNode seed)
    {
        try
        {
            var file = Path.Combine(seed.RootPath ?? project.Manifest.Projects.Find(seed.PackageName).Folder ?? "", seed.OriginalFilePath);
            return File.ReadLines(file).FirstOrDefault() is { } line ? [.. SeedFile.Parse(line, [], seed.OriginalFilePath, seed.Config.Text("delimiter") ?? ",").Columns.Select(column => column.Name)] : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProjectInvalidException)
        {
            return null;
        }
    }

    private static RuntimeRenderer Renderer(TenantProject project, IAdapter adapter)
    {
        // Nothing is there yet: an incremental model then compiles to the whole of its query.
        var schemas = project.Manifest.Nodes.Values.Select(node => node.Schema).Concat(project.Manifest.Sources.Values.Select(source => source.Schema)).Append(adapter.Target.Schema);
        foreach (var schema in schemas.Distinct(StringComparer.Ordinal)) adapter.Relations.Fill(schema, [], adapter.Target.Database);
        return new RuntimeRenderer(project.Manifest, adapter);
    }

    private static NodeSql Compile(RuntimeRenderer renderer, ManifestNode node, IAdapter adapter, RecordedRelations recorded)
    {
        if (node.ResourceType == ResourceType.Seed) return NodeSql.None;
        try
        {
            renderer.Compile(node, () => new NoConnection());
            return new(NeutralSql.Of(node.CompiledCode!, adapter.Target), null);
        }
        catch (Exception exception) when (exception is TemplateException or AdapterException)
        {
            return recorded.ById.GetValueOrDefault(node.UniqueId)?.Sql is { } ran ? new(ran, null)
                : new(null, $"Its SQL is known only once a run has built it: {NeutralSql.Of(exception.Message, adapter.Target)}");
        }
    }

    private static string? Place(string? relation, IAdapter adapter) => relation is null ? null : NeutralSql.Of(relation, adapter.Target);

    private static void Add(IncrementalHash key, IEnumerable<string?> texts)
    {
        foreach (var text in texts) key.AppendData(Encoding.UTF8.GetBytes($"{text?.Length ?? -1}\n{text}\n"));
        key.AppendData("\n"u8);
    }
}

/// <param name="Sql">Null for what has none: seeds, and what has a <paramref name="Problem"/>.</param>
internal sealed record NodeSql(string? Sql, string? Problem)
{
    public static NodeSql None { get; } = new(null, null);
}
