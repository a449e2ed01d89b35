using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>Where in an answer a value, or a list of them, stands.</summary>
internal sealed record ResponsePath(IReadOnlyList<Interpolated> Path)
{
    public static ComponentKinds<ResponsePath> Kinds { get; } = new() { ["DpathExtractor"] = c => new(c.Templates("field_path", required: true)) };

    public IReadOnlyList<JsonNode?> Values(JsonNode? answer, Scope scope)
    {
        string[] path = [.. Path.Select(p => p.Render(scope))];
        return TreePath.Find(answer, path).ToArray() switch
        {
            [JsonArray list] => [.. list],
            [var single] when !TemplateValues.IsTrue(TemplateValues.FromJson(single)) => [],
            var found => found,
        };
    }
}
