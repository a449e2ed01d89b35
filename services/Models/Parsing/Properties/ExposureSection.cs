using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Entries under exposures.</summary>
internal sealed class ExposureSection(ParseState state)
{
    private static readonly string[] Types = ["dashboard", "notebook", "analysis", "ml", "application"];
    private static readonly string[] Maturities = ["low", "medium", "high"];
    private static readonly string[] Known = ["name", "type", "owner", "description", "label", "maturity", "meta", "tags", "url", "depends_on", "config"];
    private static readonly Dictionary<string, object?> NoCall = new(StringComparer.Ordinal);

    public void Read(PropertyEntry entry)
    {
        if (entry.Required("name") is not { } name) return;
        entry = new PropertyEntry(entry.File, $"exposure '{name}'", entry.Map);
        entry.Only(Known);
        var file = entry.File;
        if (Choice(entry, "type", Types) is not { } type || OwnerReader.Read(entry) is not { } owner) return;
        IReadOnlyList<string> fqn = [.. Fqns.Of(file.Package, file.File.RelativePath), name];
        var (config, unrendered) = state.Configs.Build(file.Package, ResourceType.Exposure, fqn, NoCall, entry.Mapping("config"));
        var project = state.Projects.Find(file.Package).Configs.GetValueOrDefault("exposures");
        var tags = TagList.Of(project?.GetValueOrDefault("tags")).Concat(entry.Texts("tags")).Concat(TagList.Of(config["tags"]))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var meta = PlainValues.Of(project?.GetValueOrDefault("meta") as IReadOnlyDictionary<string, object?> ?? NoCall);
        foreach (var (key, value) in entry.Mapping("meta").Concat(config.Map("meta"))) meta[key] = value;
        config["tags"] = tags.ToList<object?>();
        config["meta"] = meta;
        var exposure = new Exposure
        {
            ResourceType = ResourceType.Exposure,
            UniqueId = $"exposure.{file.Package}.{name}",
            Name = name,
            PackageName = file.Package,
            Path = file.File.RelativePath,
            OriginalFilePath = file.Path,
            Line = entry.Line,
            Fqn = fqn,
            Type = type,
            Owner = owner,
            Label = entry.Text("label", nullable: true),
            Maturity = entry.Has("maturity") && entry.Value("maturity") is not null ? Choice(entry, "maturity", Maturities) : null,
            Url = entry.Text("url", nullable: true),
            Description = entry.Text("description") ?? "",
            Tags = tags,
            Meta = meta,
            Config = config,
            UnrenderedConfig = unrendered,
            CreatedAt = state.Now,
        };
        if (!DependsOn(entry, exposure)) return;
        if (!config.Enabled) NodeList.AddDisabled(state.Manifest, exposure);
        else if (!state.Manifest.Exposures.TryAdd(exposure.UniqueId, exposure)) Duplicate(entry, exposure);
    }

    /// <summary>What is listed is written as in a model.</summary>
    private bool DependsOn(PropertyEntry entry, Exposure exposure)
    {
        var lines = entry.Texts("depends_on");
        if (lines.Count == 0) return true;
        var stand = new ManifestNode
        {
            ResourceType = ResourceType.Analysis,
            UniqueId = exposure.UniqueId,
            Name = exposure.Name,
            PackageName = exposure.PackageName,
            Path = exposure.Path,
            OriginalFilePath = exposure.OriginalFilePath,
            Fqn = exposure.Fqn,
        };
        try
        {
            var capture = state.Renderer.Render(stand, string.Join('\n', lines.Select(line => $"{{{{ {line}}}}}")), NoCall);
            exposure.Refs.AddRange(capture.Refs);
            exposure.Sources.AddRange(capture.Sources);
            exposure.Metrics.AddRange(capture.Metrics);
            return true;
        }
        catch (TemplateException exception)
        {
            entry.File.Fail(entry.Map.LineOf("depends_on"), $"'depends_on' of the {entry.What} cannot be read: {exception.Problem.TrimEnd('.')}.", "List refs and sources, as in \"- ref('orders')\".");
            return false;
        }
    }

    private static string? Choice(PropertyEntry entry, string key, string[] known)
    {
        if (entry.Required(key) is not { } value) return null;
        if (known.Contains(value, StringComparer.Ordinal)) return value;
        entry.File.Fail(entry.Map.LineOf(key), $"'{value}' is no {key} of an exposure ({entry.What}).", NearestNames.Advise(value, known, $"Use one of {string.Join(", ", known)}."));
        return null;
    }

    private void Duplicate(PropertyEntry entry, Exposure exposure)
    {
        var other = state.Manifest.Exposures[exposure.UniqueId];
        entry.File.Fail(entry.Line, $"dbt found two exposures with the name \"{exposure.Name}\"; the other is at {state.Place(other)}:{other.Line}.", "Rename one of the two.");
    }
}
