using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>A stream that still lacks the values which tell it from its siblings.</summary>
internal sealed class StreamTemplate(JsonObject template, IReadOnlyList<ComponentMapping> mappings, Scope scope, bool readsYaml)
{
    private readonly Scope _scope = scope.With("stream_template_config", TemplateValues.FromJson(template));

    /// <param name="values">What templates see as <c>components_values</c>.</param>
    public JsonObject Fill(object? values, IReadOnlyDictionary<string, object?>? slice = null)
    {
        var stream = template.DeepClone().AsObject();
        var seen = _scope.With("components_values", values);
        if (slice is not null) seen = seen.With("stream_slice", slice);
        foreach (var mapping in mappings) mapping.Apply(stream, seen, readsYaml);
        return stream;
    }
}
