using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Models.Quality.Scores;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Quality.Declarations;

/// <summary>Reads <c>meta.quality</c> of one node after the other.</summary>
internal sealed class CheckReader(Manifest manifest, ProjectErrors errors)
{
    private readonly RefLookup _names = new(manifest);
    private readonly WrittenChecks _written = new(manifest);

    public IReadOnlyList<QualityCheck> Read(GraphNode node, object? declared)
    {
        var owner = $"{node.ResourceType.Name()} '{(node as SourceDefinition)?.SearchName ?? node.Name}'";
        if (declared is not IReadOnlyList<object?> items)
        {
            Fail(node, 0, null, $"'quality' of the {owner} is {PythonText.Repr(declared)}, not a list.", "Start each check with '- check:'.");
            return [];
        }
        if (node is ManifestNode { IsEphemeral: true })
            Fail(node, 0, null, $"The {owner} is ephemeral: it has no rows of its own to check.", "Materialize it, or declare the checks on a model that uses it.");
        var checks = new List<QualityCheck>();
        for (var i = 0; i < items.Count; i++)
        {
            if (Read(node, owner, items[i], i) is not { } check) continue;
            if (checks.Exists(other => other.Name == check.Name))
                Fail(node, i, null, $"The {owner} has two checks with the name '{check.Name}'.", "Give one of them a 'name' of its own: history is kept by it.");
            checks.Add(check);
        }
        return checks;
    }

    /// <summary>A data test may say which side of quality it speaks of.</summary>
    public void CheckDimension(ManifestNode test)
    {
        var known = Enum.GetNames<QualityDimension>().Select(name => name.ToLowerInvariant()).ToList();
        if (test.Config.Map("meta").GetValueOrDefault(ScoreWeights.DimensionKey) is not { } said || said is string text && known.Contains(text, StringComparer.OrdinalIgnoreCase)) return;
        errors.Add(_written.File(test), test.Line, $"'{ScoreWeights.DimensionKey}' of the test '{test.Name}' is {PythonText.Repr(said)}, which there is not.",
            NearestNames.Advise(said as string ?? "", known, $"Use one of {string.Join(", ", known)}."));
    }

    private QualityCheck? Read(GraphNode node, string owner, object? item, int index)
    {
        if (item is not IReadOnlyDictionary<string, object?> values)
        {
            Fail(node, index, null, $"A check of the {owner} is {PythonText.Repr(item)}, not a mapping.", "Start it with '- check:'.");
            return null;
        }
        if (values.GetValueOrDefault("check") is not string name || !CheckKind.All.TryGetValue(name, out var kind))
        {
            var given = values.GetValueOrDefault("check");
            Fail(node, index, "check", given is null ? $"A check of the {owner} does not say which with 'check'." : $"The {owner} has a check {PythonText.Repr(given)}, which there is not.",
                NearestNames.Advise(given as string ?? "", CheckKind.All.Keys, $"Use one of {string.Join(", ", CheckKind.All.Keys)}."));
            return null;
        }
        var entry = new CheckEntry(values, $"check '{name}' of {owner}", node.PackageName, _names, (key, message, fix) => Fail(node, index, key, message, fix));
        entry.Only(kind.AllKeys);
        return kind.Read(entry, Identity(kind, entry));
    }

    private static CheckIdentity Identity(CheckKind kind, CheckEntry entry)
    {
        var column = kind.NeedsColumn ? entry.Required("column") : null;
        var name = kind.NeedsName ? entry.Required("name") : entry.Text("name");
        return new(name ?? (column is null ? kind.Name : $"{kind.Name}_{column}"), Severity(entry), column, entry.Text("where"), entry.Text("description"));
    }

    private static QualitySeverity Severity(CheckEntry entry)
    {
        var text = entry.Text("severity");
        if (text is not null && !text.Equals("error", StringComparison.OrdinalIgnoreCase) && !text.Equals("warn", StringComparison.OrdinalIgnoreCase))
            entry.Fail("severity", $"'severity' of the {entry.What} is '{text}', which there is not.", NearestNames.Advise(text, ["warn", "error"], "Use warn or error."));
        return "warn".Equals(text, StringComparison.OrdinalIgnoreCase) ? QualitySeverity.Warn : QualitySeverity.Error;
    }

    private void Fail(GraphNode node, int index, string? key, string message, string fix)
    {
        var (file, line) = _written.Place(node, index, key);
        errors.Add(file, line, message, fix);
    }
}
