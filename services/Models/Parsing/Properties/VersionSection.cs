using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>The versions of a model: each is a model of its own, with what the model says as its default.</summary>
internal sealed class VersionSection(PropertyIndex index, IReadOnlySet<string> models)
{
    public void Read(PropertyEntry model, NodePatch common)
    {
        var versions = new List<(object V, PropertyEntry Entry)>();
        foreach (var map in model.Mappings("versions"))
        {
            var entry = new PropertyEntry(model.File, $"version of {model.What}", map);
            if (map.GetValueOrDefault("v") is not (long or double or string) || map["v"] is not { } v)
                model.File.Fail(map.LineOf("v"), $"A version of the {model.What} has no 'v'.", "Add 'v:' with a number or a text.");
            else if (versions.Exists(known => PythonText.Str(known.V) == PythonText.Str(v)))
                model.File.Fail(map.LineOf("v"), $"Found duplicate version: '{PythonText.Str(v)}' in versions list of model '{common.Name}'.", "Remove one of the two.");
            else
                versions.Add((v, entry));
        }
        if (versions.Count == 0) return;
        var latest = model.Value("latest_version") ?? versions.Select(version => version.V).Aggregate((left, right) => IsLess(left, right) ? right : left);
        if (!versions.Exists(version => version.V.Equals(latest)))
        {
            model.File.Fail(model.Map.LineOf("latest_version"),
                $"latest_version: {PythonText.Str(latest)} is not one of model '{common.Name}' versions: {PythonText.Repr(versions.Select(version => version.V).ToList<object?>())}.",
                "Name one of the versions.");
        }
        foreach (var (v, entry) in versions) Read(model, common, v, latest, entry);
    }

    private void Read(PropertyEntry model, NodePatch common, object v, object latest, PropertyEntry entry)
    {
        var columns = Columns(model, common, entry);
        var constraints = ConstraintReader.Read(entry, ofModel: true).ToList();
        var patch = common with
        {
            Line = entry.Line,
            Version = v,
            LatestVersion = latest,
            Description = entry.Text("description") is { Length: > 0 } description ? description : common.Description,
            Columns = columns,
            Config = PlainValues.DeepMerge(common.Config, entry.Mapping("config")),
            Constraints = constraints.Count > 0 ? constraints : common.Constraints,
            DeprecationDate = DeprecationDates.Read(entry),
        };
        var version = new ModelVersion(common.Name, v, latest, patch);
        var file = entry.Text("defined_in", nullable: true) ?? $"{common.Name}_{version.Suffix}";
        // The latest version may live in a file without a suffix.
        if (!models.Contains(file) && v.Equals(latest) && models.Contains(common.Name)) file = common.Name;
        if (models.Contains(file)) index.Add(common.Package, file, version);
        else index.MissingVersions.Add((model.File, entry.Line, file));

        var tests = entry.Has("tests") || entry.Has("data_tests") ? TestLists.Read(entry) : TestLists.Read(model);
        NodeSection.AddTests(index, entry, new NodeTarget(model.File, "models", common.Name, ResourceType.Model, v), columns, tests, model.Flag("quote_columns"));
    }

    /// <summary>The model's columns that the version includes, then its own.</summary>
    private static List<ColumnDeclaration> Columns(PropertyEntry model, NodePatch common, PropertyEntry version)
    {
        var maps = version.Mappings("columns");
        var choices = maps.Where(map => map.ContainsKey("include")).ToList();
        if (choices.Count > 1) model.File.Fail(choices[1].Line, $"A version of the {model.What} has two entries with 'include'.", "Keep one: version can have at most one include/exclude element.");
        var own = ColumnDeclaration.ReadAll(version, maps.Where(map => !map.ContainsKey("include")));
        if (choices.Count == 0) return [.. common.Columns, .. own];

        var choice = new PropertyEntry(model.File, $"choice of columns of a version of {model.What}", choices[0]);
        var all = choice.Value("include") is "all" or "*";
        var excluded = choice.Has("exclude") ? choice.Texts("exclude") : [];
        if (!all && choice.Value("include") is not List<object?>)
            model.File.Fail(choice.Map.LineOf("include"), "include must be one of ('all', '*') or a list of strings.", "Write 'include: all', or list the columns.");
        if (!all && excluded.Count > 0)
            model.File.Fail(choice.Map.LineOf("exclude"), "exclude can only be specified if include is one of ('all', '*').", "Write 'include: all'.");
        var included = choice.Value("include") as List<object?> ?? [];
        return [.. common.Columns.Where(column => (all || included.Contains(column.Name)) && !excluded.Contains(column.Name)), .. own];
    }

    /// <summary>As numbers where both are, else as texts.</summary>
    private static bool IsLess(object left, object right) =>
        Number(left) is { } first && Number(right) is { } second ? first < second : string.CompareOrdinal(PythonText.Str(left), PythonText.Str(right)) < 0;

    private static double? Number(object value) => value switch
    {
        long whole => whole,
        double real => real,
        string text when double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
