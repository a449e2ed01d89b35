using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.ServiceDefaults;
using ControlPlane.Tenants.Documents;
using Microsoft.Extensions.Options;

namespace ControlPlane.Tenants.Blueprints;

/// <summary>The blueprints under <c>ControlPlane:Blueprints</c>.</summary>
public sealed partial class BlueprintCatalog(IOptions<ControlPlaneOptions> options)
{
    private const string FileName = "blueprint.yaml";

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names() =>
        Directory.Exists(options.Value.Blueprints)
            ? [.. Directory.EnumerateDirectories(options.Value.Blueprints).Where(folder => File.Exists(Path.Combine(folder, FileName))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Null when there is no such blueprint.</summary>
    /// <exception cref="InvalidDataException">Its <c>blueprint.yaml</c> cannot be read.</exception>
    public Blueprint? Find(string name)
    {
        if (!Name().IsMatch(name)) return null;
        var folder = Path.Combine(options.Value.Blueprints, name);
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        var errors = new DocumentErrors();
        var document = YamlDocument.Read(File.ReadAllText(file), errors);
        if (document is null || errors.Any)
            throw new InvalidDataException($"{FileName} of blueprint '{name}' cannot be read: {string.Join(' ', errors.ByPath.Select(error => $"{error.Key}: {error.Value[0]}"))}");
        return new Blueprint(name, Text(document["version"]), Text(document["description"]), folder, document["defaults"] as JsonObject ?? []);
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,60}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
