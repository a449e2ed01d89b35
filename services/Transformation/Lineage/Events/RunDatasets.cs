using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Lineage;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.OpenLineage.Facets;
using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Targets;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>
/// The sources and nodes of a run as datasets. They have the names that readers know, wherever a run builds them; an ephemeral model is none, and
/// what reads it reads what it reads.
/// </summary>
internal sealed class RunDatasets
{
    private readonly Dictionary<string, DatasetName> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<RecordedColumn>> _columns = new(StringComparer.Ordinal);
    private readonly TenantProject _project;
    private readonly IModelTargets _targets;
    private readonly RelationPlaces _places;
    private bool _isBuilding;

    /// <summary>To be made before the run moves its nodes to where it builds them.</summary>
    public RunDatasets(TenantProject project, TenantId tenant, IModelTargets targets)
    {
        (_project, _targets) = (project, targets);
        _places = new RelationPlaces(project, targets.Dialect);
        foreach (var source in project.Manifest.Sources.Values)
        {
            _names[source.UniqueId] = targets.NameOf(tenant, source.Schema, source.Identifier);
            // Of files there is nothing else to know.
            if (source.Columns.Count > 0) _columns[source.UniqueId] = [.. source.Columns.Values.Select(column => new RecordedColumn(column.Name, column.DataType ?? ""))];
        }
        foreach (var node in project.Built) _names[node.UniqueId] = targets.NameOf(tenant, node.Schema, node.Alias);
    }

    public DatasetName? NameOf(string id) => _names.GetValueOrDefault(id);

    public IEnumerable<DatasetName> Sources => _project.Manifest.Sources.Keys.Select(id => _names[id]);

    /// <summary>The nodes that are in a schema, by the name of their relation.</summary>
    public DatasetName? Published(string schema, string relation) => _places.Find(new RelationName([schema, relation])) is { } id ? NameOf(id) : null;

    /// <summary>SQL of a run as it reads once its relations are published.</summary>
    public string Published(string sql) => NeutralSql.Published(sql, _project.Manifest.Projects.Target);

    /// <summary>What a run builds is elsewhere from now on.</summary>
    public void Building()
    {
        if (_isBuilding) return;
        _isBuilding = true;
        foreach (var node in _project.Built) _places.Add(node.Schema, node.Alias, node.UniqueId);
    }

    public void Know(string id, IReadOnlyList<RecordedColumn> columns) => _columns[id] = columns;

    public void Know(IReadOnlyDictionary<(string Schema, string Name), IReadOnlyList<RecordedColumn>> columns)
    {
        foreach (var (place, known) in columns)
        {
            if (_places.Find(new RelationName([place.Schema, place.Name])) is { } id) _columns[id] = known;
        }
    }

    /// <summary>What a node reads, with columns as far as they are known.</summary>
    public IReadOnlyList<InputDataset> Inputs(GraphNode node) => [.. Parents(node).Distinct(StringComparer.Ordinal).Select(Input)];

    public InputDataset Input(string id) => new(_names[id]) { Schema = Fields(id) };

    public OutputDataset Output(ManifestNode node, ColumnLineageFacet? lineage = null, OutputStatistics? statistics = null) => new(_names[node.UniqueId])
    {
        Schema = Fields(node.UniqueId), Columns = lineage, Statistics = statistics, Documentation = node.Description.Length > 0 ? node.Description : null,
    };

    public ColumnLineageFacet? Lineage(ManifestNode node, string sql)
    {
        var lineage = ColumnLineage.Of(sql, _targets.Dialect, relation => _places.Find(relation) is { } id && _columns.TryGetValue(id, out var columns) ? [.. columns.Select(column => column.Name)] : null);
        return ColumnLineageFacet.From(lineage, relation => _places.Find(relation) is { } id && id != node.UniqueId ? NameOf(id) : null);
    }

    private IEnumerable<string> Parents(GraphNode node) => node.DependsOn.Nodes.SelectMany(id => _project.Manifest.Find(id) switch
    {
        ManifestNode { IsEphemeral: true } ephemeral => Parents(ephemeral),
        _ => _names.ContainsKey(id) ? [id] : [],
    });

    private IReadOnlyList<SchemaField> Fields(string id)
    {
        var described = _project.Manifest.Find(id) switch
        {
            ManifestNode node => node.Columns,
            SourceDefinition source => source.Columns,
            _ => null,
        };
        return _columns.TryGetValue(id, out var columns)
            ? [.. columns.Select(column => new SchemaField(column.Name, column.Type.Length > 0 ? column.Type : null, described?.GetValueOrDefault(column.Name)?.Description is { Length: > 0 } text ? text : null))]
            : [];
    }
}
