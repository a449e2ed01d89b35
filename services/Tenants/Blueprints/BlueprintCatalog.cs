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

    /// <summary>The names that a spec can give, in order.</summary>
    public IReadOnlyList<string> Names() => [.. Folders().Where(folder => Name().IsMatch(folder))];

    /// <summary>Every folder with a <c>blueprint.yaml</c>, in order, also those that are of no use as they are.</summary>
    public IReadOnlyList<string> Folders() =>
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
        var document = YamlDocument.Read(ReadText(file, name), errors);
        if (document is null || errors.Any)
            throw new InvalidDataException($"{FileName} of blueprint '{name}' cannot be read: {string.Join(' ', errors.ByPath.Select(error => $"{error.Key}: {error.Value[0]}"))}");
        return new Blueprint(name, Text(document["version"]), Text(document["description"]), folder, document["defaults"] as JsonObject ?? [], options.Value.ConnectorFolders(name));
    }

    private static string ReadText(string file, string name)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{FileName} of blueprint '{name}' cannot be read.", exception);
        }
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,60}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
