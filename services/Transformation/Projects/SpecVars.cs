using System.Text.Json;

namespace ControlPlane.Transformation.Projects;

/// <summary>Values of a spec as templates see them.</summary>
internal static class SpecVars
{
    public static IReadOnlyDictionary<string, object?> Of(IReadOnlyDictionary<string, JsonElement> vars) => vars.ToDictionary(pair => pair.Key, pair => Value(pair.Value), StringComparer.Ordinal);

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value), StringComparer.Ordinal),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : (object)element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
