using System.Text.Json.Nodes;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>The variables that templates see at one point of a read. Immutable: adding one gives a new scope.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, object?> _variables;

    private Scope(Dictionary<string, object?> variables) => _variables = variables;

    public IReadOnlyDictionary<string, object?> Variables => _variables;

    public static Scope ForConfig(JsonObject config) => new(new(StringComparer.Ordinal) { ["config"] = TemplateValues.FromJson(config) });

    public Scope With(string name, object? value) => new(new(_variables, StringComparer.Ordinal) { [name] = value });

    /// <summary>The slice under all the names that manifests know it by.</summary>
    public Scope WithSlice(StreamSlice slice) => new(new(_variables, StringComparer.Ordinal)
    {
        ["stream_slice"] = slice,
        ["stream_interval"] = slice,
        ["stream_partition"] = slice,
    });

    public Scope WithPageToken(object? token) =>
        With("next_page_token", token is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["next_page_token"] = token });
}
