using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Finds the macro that builds a node: for its engine before the general one, a project's own before a package's before the engine's.</summary>
internal static class Materializations
{
    private const int Engine = 1, Imported = 2, Root = 3;

    public static Macro Find(ProjectScope project, ManifestNode node, string? instead = null)
    {
        var name = instead ?? Name(node);
        var candidates = project.Adapter.Traits.DispatchPrefixes
            .SelectMany((prefix, distance) => Named(project, $"materialization_{name}_{prefix}").Select(macro => (macro, distance, Locality: Locality(project, macro))))
            .OrderBy(candidate => candidate.distance).ThenByDescending(candidate => candidate.Locality).ToList();
        if (candidates.Count == 0)
            throw Missing(project, name);

        // A package does not replace what the engine builds in unless the root project says so.
        var best = candidates[0];
        if (best.Locality == Imported && candidates.Exists(candidate => candidate.Locality == Engine) && !PackagesMayReplace(project))
            best = candidates.Find(candidate => candidate.Locality != Imported);
        if (best.macro.SupportedLanguages is { } languages && !languages.Contains(node.Language))
        {
            throw new Runs.RunException(
                $"Materialization \"{best.macro.Name}\" only supports languages [{string.Join(", ", languages.Select(language => $"'{language}'"))}]; got \"{node.Language}\"");
        }
        return best.macro;
    }

    /// <summary>The relations that a materialization macro returned.</summary>
    public static IReadOnlyList<Relation> Relations(object? result, ManifestNode node) => result switch
    {
        IReadOnlyDictionary<string, object?> map when map.GetValueOrDefault("relations") is IEnumerable<object?> relations => [.. relations.OfType<Relation>()],
        string => throw new TemplateException(
            $"The materialization (\"{node.Config.Materialized}\") did not explicitly return a list of relations to add to the cache. By default the target relation will be added, "
            + "but this behavior will be removed in a future version of dbt."),
        _ => throw new TemplateException($"Invalid return value from materialization, expected a dictionary with key \"relations\", got: {TemplateValue.TypeOf(result)}"),
    };

    private static string Name(ManifestNode node) => node.ResourceType switch
    {
        ResourceType.Test => "test",
        ResourceType.UnitTest => "unit",
        ResourceType.Seed => node.Config.Text("materialized") ?? "seed",
        ResourceType.Snapshot => node.Config.Text("materialized") ?? "snapshot",
        _ => node.Config.Materialized,
    };

    private static IEnumerable<Macro> Named(ProjectScope project, string name) =>
        project.Projects.All.Select(package => project.Manifest.Macros.GetValueOrDefault($"macro.{package.Name}.{name}")).OfType<Macro>();

    private static int Locality(ProjectScope project, Macro macro) =>
        macro.PackageName == project.Root ? Root : project.Adapter.Traits.MacroPackages.Contains(macro.PackageName) ? Engine : Imported;

    private static bool PackagesMayReplace(ProjectScope project) =>
        project.Projects.Root.Flags.GetValueOrDefault("require_explicit_package_overrides_for_builtin_materializations") is false;

    private static TemplateException Missing(ProjectScope project, string name)
    {
        var type = project.Adapter.Traits.Type;
        var known = project.Manifest.Macros.Values.Where(macro => macro.Name.StartsWith("materialization_", StringComparison.Ordinal))
            .Select(macro => macro.Name["materialization_".Length..macro.Name.LastIndexOf('_')]);
        var advice = NearestNames.Advise(name, known, "");
        return new TemplateException(
            $"No materialization '{name}' was found for adapter {type}! (searched types 'default' and '{type}'){(advice.Length > 0 ? $". {advice}" : "")}");
    }
}
