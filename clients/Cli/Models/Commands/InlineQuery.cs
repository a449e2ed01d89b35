using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>SQL of the command line as a node of the project.</summary>
internal static class InlineQuery
{
    public const string Name = "inline_query";

    /// <summary>Gives its unique id.</summary>
    public static string AddTo(ProjectSession project, string sql)
    {
        var root = project.Projects.Root.Name;
        var node = new ManifestNode
        {
            ResourceType = ResourceType.SqlOperation, UniqueId = $"sql_operation.{root}.{Name}", Name = Name, PackageName = root,
            Path = $"sql/{Name}", OriginalFilePath = "from remote system.sql", Fqn = [root, "sql", Name], RawCode = sql, Alias = Name,
            Database = project.Projects.Target.Database, Schema = project.Projects.Target.Schema,
            Config = new(new(StringComparer.Ordinal) { ["enabled"] = true, ["materialized"] = "view" }),
        };
        project.Add(node);
        return node.UniqueId;
    }
}
