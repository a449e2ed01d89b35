using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Partitions;

/// <summary>Finds a value in a record.</summary>
internal static class RecordPath
{
    public static IReadOnlyList<string> Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>False when there is no such field; a field that holds null is there.</summary>
    public static bool TryFind(JsonNode record, IReadOnlyList<string> path, out JsonNode? value)
    {
        value = record;
        foreach (var name in path)
        {
            switch (value)
            {
                case JsonObject map when map.TryGetPropertyValue(name, out var field):
                    value = field;
                    break;
                case JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.Count:
                    value = list[i];
                    break;
                default:
                    value = null;
                    return false;
            }
        }

        return true;
    }
}
