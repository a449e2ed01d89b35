using ControlPlane.Lineage.Graph;
using ControlPlane.Models.Errors;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Lineage;

/// <summary>What the nodes of a graph may be called: by unique id, by name (<c>orders</c>, <c>orders.v2</c>, <c>app.orders</c>), each with a column behind a dot.</summary>
internal sealed class NodeNames
{
    private readonly Dictionary<string, List<string>> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LineageNode> _nodes;

    public NodeNames(TenantProject project, LineageGraph graph)
    {
        _nodes = graph.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        foreach (var node in project.Nodes)
        {
            Add(node.SearchName, node.UniqueId);
            // A model with versions goes by its name alone where it is the latest.
            if (node.Version is not null && Equals(node.Version, node.LatestVersion)) Add(node.Name, node.UniqueId);
        }
        foreach (var source in project.Manifest.Sources.Values) Add(source.SearchName, source.UniqueId);
        // A name is a model's before it is a source table's or an exposure's.
        var models = new HashSet<string>(_ids.Keys, StringComparer.Ordinal);
        foreach (var source in project.Manifest.Sources.Values.Where(source => !models.Contains(source.Name))) Add(source.Name, source.UniqueId);
        foreach (var exposure in project.Manifest.Exposures.Values.Where(exposure => !models.Contains(exposure.Name))) Add(exposure.Name, exposure.UniqueId);
    }

    /// <summary>A node, or a column of one; otherwise what stands in the way.</summary>
    public FoundNode Find(string text)
    {
        if (Ids(text) is { } exact) return exact is [var only] ? new(only) : FoundNode.Several(exact);
        LineageNode? owner = null;
        for (var dot = text.LastIndexOf('.'); dot > 0; dot = text.LastIndexOf('.', dot - 1))
        {
            if (Ids(text[..dot]) is not { } ids) continue;
            if (ids.Count > 1) return FoundNode.Several(ids);
            owner ??= _nodes[ids[0]];
            var column = text[(dot + 1)..];
            var columns = _nodes[ids[0]].Columns;
            if (columns.FirstOrDefault(each => each == column) is { } same || (same = columns.FirstOrDefault(each => each.Equals(column, StringComparison.OrdinalIgnoreCase))) is not null) return new(ids[0], same);
        }
        if (owner is null) return FoundNode.None(NearestNames.Advise(text, _ids.Keys.Concat(_nodes.Keys), "GET the lineage without 'node' for all of them."));
        return FoundNode.None(owner.Columns.Count == 0
            ? $"'{owner.Id}' is there, but its columns are not known."
            : $"'{owner.Id}' is there; {NearestNames.Advise(text[(text.LastIndexOf('.') + 1)..], owner.Columns, $"its columns are {string.Join(", ", owner.Columns.Take(30))}.")}");
    }

    private IReadOnlyList<string>? Ids(string name) => _nodes.ContainsKey(name) ? [name] : _ids.GetValueOrDefault(name);

    private void Add(string name, string id)
    {
        if (!_ids.TryGetValue(name, out var ids)) _ids[name] = ids = [];
        if (!ids.Contains(id)) ids.Add(id);
    }
}

/// <param name="Id">Null where nothing was found.</param>
/// <param name="Column">Null for the node itself.</param>
/// <param name="Advice">What to ask for instead, where nothing was found.</param>
/// <param name="IsAmbiguous">Several have the name.</param>
internal sealed record FoundNode(string? Id, string? Column = null, string? Advice = null, bool IsAmbiguous = false)
{
    public static FoundNode None(string advice) => new(null, Advice: advice);

    public static FoundNode Several(IReadOnlyList<string> ids) => new(null, Advice: $"Several have that name; ask for one of {string.Join(", ", ids)}.", IsAmbiguous: true);
}
