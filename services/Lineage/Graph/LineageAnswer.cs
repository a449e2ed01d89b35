using System.Text.Json;

namespace ControlPlane.Lineage.Graph;

/// <param name="Nodes">The one asked for first; of a column's lineage with those columns alone that take part.</param>
public sealed record LineageAnswer(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges)
{
    /// <summary><c>{"nodes": [{"id", "kind", "columns"}], "edges": [{"from", "to", "columns": [{"from", "to", "how"}]}]}</c>, without a pass over types: answers are large.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembersTo(json);
        json.WriteEndObject();
    }

    /// <summary>The same within an object that has more to say.</summary>
    public void WriteMembersTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("nodes");
        foreach (var node in Nodes)
        {
            json.WriteStartObject();
            json.WriteString("id", node.Id);
            json.WriteString("kind", node.Kind);
            Write(json, "columns", node.Columns);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (var edge in Edges) Write(json, edge);
        json.WriteEndArray();
    }

    /// <summary>The first nodes with the edges between them, as many as there is room for; itself when there is room for all.</summary>
    /// <param name="columnEdges">Of the edges together. Nodes whose edges go beyond are left out, and all after them.</param>
    public LineageAnswer Within(int nodes, int columnEdges)
    {
        if (Nodes.Count <= nodes && Edges.Sum(edge => edge.Columns.Count) <= columnEdges) return this;
        var places = Nodes.Select((node, place) => (node.Id, Place: place)).ToDictionary(pair => pair.Id, pair => pair.Place, StringComparer.Ordinal);
        // An edge belongs to the later of its ends: it comes with that one or not at all.
        var byPlace = Edges.ToLookup(edge => Math.Max(places[edge.From], places[edge.To]));
        var (kept, room) = (0, columnEdges);
        while (kept < Math.Min(nodes, Nodes.Count) && (room -= byPlace[kept].Sum(edge => edge.Columns.Count)) >= 0) kept++;
        return new([.. Nodes.Take(kept)], [.. Enumerable.Range(0, kept).SelectMany(place => byPlace[place])]);
    }

    private static void Write(Utf8JsonWriter json, LineageEdge edge)
    {
        json.WriteStartObject();
        json.WriteString("from", edge.From);
        json.WriteString("to", edge.To);
        json.WriteStartArray("columns");
        foreach (var column in edge.Columns)
        {
            json.WriteStartObject();
            json.WriteString("from", column.From);
            json.WriteString("to", column.To);
            Write(json, "how", column.How);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

/// <param name="Columns">Which columns of <paramref name="To"/> come from which of <paramref name="From"/>.</param>
public sealed record LineageEdge(string From, string To, IReadOnlyList<ColumnEdge> Columns);

/// <param name="To">Null where the column decides which rows there are.</param>
/// <param name="How">OpenLineage's subtypes, as <c>IDENTITY</c>.</param>
public sealed record ColumnEdge(string From, string? To, IReadOnlyList<string> How);
