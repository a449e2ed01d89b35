using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Documents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ControlPlane.Tenants.Records;

/// <summary>Reads a spec from a request: YAML or JSON, at most 1 MB.</summary>
internal static class SpecBody
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>The document, or the problem to answer with. Errors within the document go to <paramref name="errors"/>; then both are null.</summary>
    public static async Task<(JsonObject? Document, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, DocumentErrors errors, CancellationToken cancellationToken)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value?.ToLowerInvariant() : null;
        var yaml = Yaml.Contains(type);
        if (!yaml && type != MediaTypeNames.Application.Json)
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "A spec is YAML or JSON", "Send Content-Type application/yaml or application/json."));
        if (await ReadTextAsync(request, cancellationToken) is not { } text)
            return (null, Problem.Of(StatusCodes.Status413PayloadTooLarge, "spec-too-large", "The spec is too large", $"A spec may have up to {MostBytes} bytes."));
        return (yaml ? YamlDocument.Read(text, errors) : JsonDocumentReader.Read(text, errors), null);
    }

    /// <summary>Null when there is more than may be.</summary>
    private static async Task<string?> ReadTextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes) return null;
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > MostBytes) return null;
            content.Write(buffer, 0, read);
        }
        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
    }
}
