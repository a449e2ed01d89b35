using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Entries under groups.</summary>
internal sealed class GroupSection(ParseState state)
{
    private static readonly string[] Known = ["name", "owner", "description", "config"];
    private static readonly Dictionary<string, object?> NoCall = new(StringComparer.Ordinal);

    public void Read(PropertyEntry entry)
    {
        if (entry.Required("name") is not { } name) return;
        entry = new PropertyEntry(entry.File, $"group '{name}'", entry.Map);
        entry.Only(Known);
        if (OwnerReader.Read(entry) is not { } owner) return;
        var file = entry.File;
        var (config, _) = state.Configs.Build(file.Package, ResourceType.Group, [.. Fqns.Of(file.Package, file.File.RelativePath), name], NoCall, entry.Mapping("config"));
        var group = new Group
        {
            UniqueId = $"group.{file.Package}.{name}",
            Name = name,
            PackageName = file.Package,
            Path = file.File.RelativePath,
            OriginalFilePath = file.Path,
            Owner = owner,
            Description = entry.Text("description", nullable: true),
            // As in the reference, a group inherits what the project says of models.
            Config = PlainValues.Of(config.Values.Where(pair => pair.Key is not ("pre-hook" or "post-hook")).ToDictionary(StringComparer.Ordinal)),
        };
        if (!state.Manifest.Groups.TryAdd(group.UniqueId, group)) file.Fail(entry.Line, $"dbt found two groups with the name \"{name}\"; the other is in {state.Manifest.Groups[group.UniqueId].OriginalFilePath}.", "Rename one of the two.");
    }
}
