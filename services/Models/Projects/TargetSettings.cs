namespace ControlPlane.Models.Projects;

/// <summary>What the settings of a target mean for names: other spellings, the database and the default schema.</summary>
internal static class TargetSettings
{
    private static readonly (string Alias, string Name)[] Aliases = [("dbname", "database"), ("pass", "password")];

    /// <summary>Puts the settings into the common spelling and finds the database and schema that relations are made in.</summary>
    public static (string? Database, string Schema, string? Problem) Complete(string type, Dictionary<string, object?> settings)
    {
        foreach (var (alias, name) in Aliases)
        {
            if (settings.Remove(alias, out var value) && !settings.TryAdd(name, value)) return (null, "", $"got both '{alias}' and '{name}', which mean the same");
        }
        if (type == "duckdb") CompleteFile(settings);
        return settings.GetValueOrDefault("schema") is string { Length: > 0 } schema
            ? (settings.GetValueOrDefault("database") as string, schema, null)
            : (null, "", "'schema' is a required property");
    }

    /// <summary>An engine that works on a file names its database after it.</summary>
    private static void CompleteFile(Dictionary<string, object?> settings)
    {
        settings.TryAdd("schema", "main");
        var path = settings.GetValueOrDefault("path") as string ?? ":memory:";
        settings.TryAdd("database", path == ":memory:" ? "memory" : Path.GetFileNameWithoutExtension(path.Split('?')[0]));
    }
}
