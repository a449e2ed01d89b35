using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>What holds for every connector that is shipped.</summary>
public sealed partial class ManifestsTests
{
    public static TheoryData<string> Connectors => [.. Directory.GetFiles(Path.GetDirectoryName(VendorConnector.ManifestPath("x"))!).Select(f => Path.GetFileNameWithoutExtension(f)!)];

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Every_setting_is_explained_and_every_credential_is_secret(string name)
    {
        var specification = Load(name).Specification.ShouldNotBeNull().ConnectionSpecification;
        Properties(specification, "").Where(p => p.Schema["title"] is null || p.Schema["description"] is null && p.Schema["const"] is null).Select(p => p.Path).ShouldBeEmpty();
        Properties(specification, "").Where(p => Credential().IsMatch(p.Path) && p.Schema["airbyte_secret"]?.GetValue<bool>() != true).Select(p => p.Path).ShouldBeEmpty();
        specification["properties"]!["base_url"].ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public void Only_the_published_vocabulary_is_used(string name)
    {
        var manifest = File.ReadAllText(VendorConnector.ManifestPath(name));
        manifest.ShouldNotContain("type: Custom", Case.Sensitive);
        // Of our own extensions only one that others pass over without harm.
        Extension().IsMatch(manifest).ShouldBeFalse();
    }

    private static Connector Load(string name) =>
        Connector.Load(File.ReadAllText(VendorConnector.ManifestPath(name)), $"{name}.yaml", SkippingTime.At("2026-11-21T09:00:00Z"));

    private static IEnumerable<(string Path, JsonObject Schema)> Properties(JsonObject schema, string path)
    {
        foreach (var (name, child) in schema["properties"] as JsonObject ?? [])
        {
            var property = child!.AsObject();
            yield return ($"{path}/{name}", property);
            foreach (var nested in Properties(property, $"{path}/{name}")) yield return nested;
            if (property["items"] is JsonObject items)
            {
                foreach (var nested in Properties(items, $"{path}/{name}")) yield return nested;
            }
        }

        foreach (var variant in (schema["oneOf"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (var nested in Properties(variant, path)) yield return nested;
        }
    }

    [GeneratedRegex("(token|secret|api_key|password)$")]
    private static partial Regex Credential();

    [GeneratedRegex(@"^\s*x-(?!reported-total:)", RegexOptions.Multiline)]
    private static partial Regex Extension();
}
