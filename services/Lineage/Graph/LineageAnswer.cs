using System.Text.Json;

namespace ControlPlane.Lineage.Graph;

/// <param name="Nodes">The one asked for first; of a column's lineage with those columns alone that take part.</param>
public sealed record LineageAnswer(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges)
{
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText ColumnsName = JsonEncodedText.Encode("columns");
    private static readonly JsonEncodedText FromName = JsonEncodedText.Encode("from");
    private static readonly JsonEncodedText ToName = JsonEncodedText.Encode("to");
    private static readonly JsonEncodedText HowName = JsonEncodedText.Encode("how");

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
            json.WriteString(IdName, node.Id);
            json.WriteString(KindName, node.Kind);
            Write(json, ColumnsName, node.Columns);
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
        json.WriteString(FromName, edge.From);
        json.WriteString(ToName, edge.To);
        json.WriteStartArray(ColumnsName);
        foreach (var column in edge.Columns)
        {
            json.WriteStartObject();
            json.WriteString(FromName, column.From);
            json.WriteString(ToName, column.To);
            Write(json, HowName, column.How);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> texts)
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
