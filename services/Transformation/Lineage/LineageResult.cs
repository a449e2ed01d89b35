using System.Reflection;
using System.Text.Json;
using ControlPlane.Lineage.Graph;
using Microsoft.AspNetCore.Http.Metadata;

namespace ControlPlane.Transformation.Lineage;

/// <summary>A <see cref="LineageView"/>, written straight from the graph: answers are large.</summary>
internal sealed class LineageResult(string project, string hash, LineageRequest request, FoundNode? found, LineageAnswer answer, IReadOnlyDictionary<string, string> unresolved) : IResult, IEndpointMetadataProvider
{
    public const int MostNodes = 5_000;
    public const int MostColumnEdges = 100_000;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(LineageView), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true })) Write(json);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        var shown = answer.Within(MostNodes, MostColumnEdges);
        json.WriteStartObject();
        json.WriteString("project", project);
        json.WriteString("hash", hash);
        json.WriteString("node", found?.Id);
        json.WriteString("column", found?.Column);
        json.WriteString("direction", found is null ? null : request.Direction.ToString().ToLowerInvariant());
        if (request.Depth is { } depth) json.WriteNumber("depth", depth);
        else json.WriteNull("depth");
        json.WriteBoolean("truncated", shown != answer);
        json.WriteStartObject("total");
        json.WriteNumber("nodes", answer.Nodes.Count);
        json.WriteNumber("edges", answer.Edges.Count);
        json.WriteEndObject();
        shown.WriteMembersTo(json);
        json.WriteStartArray("unresolved");
        foreach (var node in shown.Nodes)
        {
            if (!unresolved.TryGetValue(node.Id, out var reason)) continue;
            json.WriteStartObject();
            json.WriteString("node", node.Id);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
