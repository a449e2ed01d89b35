using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What a model says of itself as the table that the semantic layer counts time by.</summary>
internal static class TimeSpineReader
{
    public static Dictionary<string, object?>? Read(PropertyEntry entry, IReadOnlyList<ColumnDeclaration> columns)
    {
        if (entry.Child("time_spine") is not { } map) return null;
        var spine = new PropertyEntry(entry.File, $"time_spine of {entry.What}", map);
        if (spine.Required("standard_granularity_column") is not { } standard) return null;
        // Columns of a version may be named in that version only.
        if (!entry.Has("versions")) Check(spine, entry.What, standard, columns);
        return new(StringComparer.Ordinal)
        {
            ["standard_granularity_column"] = standard,
            ["custom_granularities"] = spine.Has("custom_granularities") ? spine.Mappings("custom_granularities").Select(Custom).ToList() : new List<object?>(),
        };
    }

    private static object? Custom(YamlMap map) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["name"] = map.GetValueOrDefault("name"), ["column_name"] = map.GetValueOrDefault("column_name"),
    };

    private static void Check(PropertyEntry spine, string what, string standard, IReadOnlyList<ColumnDeclaration> columns)
    {
        var names = columns.Select(column => column.Name).ToList();
        if (columns.FirstOrDefault(column => column.Name == standard) is not { } column)
        {
            spine.File.Fail(spine.Map.LineOf("standard_granularity_column"), $"The time spine of the {what} counts by '{standard}', which is no column of it.",
                $"Name one of its columns: {PythonText.Repr(names.ToList<object?>())}.");
        }
        else if (column.Info().Granularity is null)
        {
            spine.File.Fail(spine.Map.LineOf("standard_granularity_column"), $"The column '{standard}' that the time spine of the {what} counts by has no granularity.", $"Add 'granularity: day' to the column '{standard}'.");
        }
        foreach (var map in spine.Mappings("custom_granularities"))
        {
            if ((map.GetValueOrDefault("column_name") ?? map.GetValueOrDefault("name")) is string name && !names.Contains(name))
                spine.File.Fail(map.Line, $"A custom granularity of the {what} is in '{name}', which is no column of it.", $"Name one of its columns: {PythonText.Repr(names.ToList<object?>())}.");
        }
    }
}
