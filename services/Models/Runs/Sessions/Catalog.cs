using ControlPlane.Models.Adapters;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>The columns that the database holds in the schemas of a project.</summary>
/// <param name="Columns">As the <c>get_catalog</c> macro gives them.</param>
/// <param name="Errors">What could not be looked at.</param>
public sealed record Catalog(ResultTable Columns, IReadOnlyList<string> Errors)
{
    /// <exception cref="AdapterException">The engine cannot be reached.</exception>
    public static Catalog Read(ProjectSession session, CancellationToken cancellationToken)
    {
        using var worker = new Worker("generate_catalog", session.Adapter, cancellationToken);
        var connection = worker.Connection;
        ResultTable? all = null;
        var errors = new List<string>();
        foreach (var (database, schemas) in Schemas(session.Manifest))
        {
            try
            {
                var information = session.Adapter.Relation(database, "information_schema", null);
                var found = StatementAnswer.Read(session.Renderer.Call("get_catalog", connection, [information, schemas.Cast<object?>().ToList()]))?.Table;
                if (found is not null) all = all is null ? found : new(all.Columns, [.. all.Rows, .. found.Rows]);
            }
            catch (Exception e) when (e is TemplateException or AdapterException)
            {
                errors.Add(ErrorText.Of(e, null));
            }
            finally
            {
                worker.Release();
            }
        }
        return new(all ?? ResultTable.Empty, errors);
    }

    /// <summary>Gives the file's path.</summary>
    /// <param name="selected">Unique ids; null for all.</param>
    public string Write(ProjectSession session, IReadOnlySet<string>? selected, TimeProvider time)
    {
        CatalogFile.Write(session.TargetFolder, session.Manifest, Columns, selected, Errors, time);
        return Path.Combine(session.TargetFolder, CatalogFile.Name);
    }

    private static IEnumerable<(string? Database, List<string> Schemas)> Schemas(Manifest manifest) =>
        manifest.Nodes.Values.Where(node => !node.IsEphemeral).Select(node => (node.Database, node.Schema))
            .Concat(manifest.Sources.Values.Select(source => (source.Database, source.Schema)))
            .GroupBy(pair => pair.Database, pair => pair.Schema, StringComparer.OrdinalIgnoreCase)
            .Select(group => (group.Key, group.Distinct(StringComparer.OrdinalIgnoreCase).ToList()));
}
