namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Who answers for an exposure or group: a name or an e-mail address at least.</summary>
internal static class OwnerReader
{
    public static Dictionary<string, object?>? Read(PropertyEntry entry)
    {
        if (!entry.Has("owner"))
        {
            entry.File.Fail(entry.Line, $"The {entry.What} has no 'owner'.", "Add 'owner:' with a name or email.");
            return null;
        }
        if (entry.Child("owner", nullable: false) is not { } map) return null;
        if (map.GetValueOrDefault("name") is null && map.GetValueOrDefault("email") is null)
        {
            entry.File.Fail(map.Line, $"The owner of the {entry.What} must have at least one of 'name' or 'email'.", "Add one of the two.");
            return null;
        }
        var written = PlainValues.Of(map);
        var owner = new Dictionary<string, object?>(StringComparer.Ordinal) { ["email"] = written.GetValueOrDefault("email"), ["name"] = written.GetValueOrDefault("name") };
        foreach (var (key, value) in written) owner[key] = value;
        return owner;
    }
}
