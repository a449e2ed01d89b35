using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>Entries under unit_tests: one node each, or one for each version of the model that is tested.</summary>
internal sealed class UnitTestSection(ParseState state, RefLookup lookup)
{
    private static readonly string[] Known = ["name", "model", "given", "expect", "description", "overrides", "config", "versions"];
    private static readonly string[] OverrideKeys = ["macros", "vars", "env_vars"];
    private static readonly Dictionary<string, object?> NoCall = new(StringComparer.Ordinal);

    private readonly FixtureReader _fixtures = new(state);

    public void Read(PropertyEntry entry)
    {
        if (entry.Required("name") is not { } name || entry.Required("model") is not { } model) return;
        entry = new PropertyEntry(entry.File, $"unit test '{name}'", entry.Map);
        entry.Only(Known);
        var given = Given(entry, name);
        var expect = entry.Child("expect", nullable: false) is { } map ? _fixtures.Read(new PropertyEntry(entry.File, $"expectation of {entry.What}", map), name, "expected", null) : null;
        if (!entry.Has("expect")) entry.File.Fail(entry.Line, $"The {entry.What} has no 'expect'.", "Add 'expect:' with the rows that the model should give.");
        if (expect is null || given is null) return;
        foreach (var test in Make(entry, name, model, given, expect)) Add(entry, test);
    }

    private List<UnitTestInput>? Given(PropertyEntry entry, string name)
    {
        if (!entry.Has("given")) entry.File.Fail(entry.Line, $"The {entry.What} has no 'given'.", "Add 'given:' with the inputs; '[]' for none.");
        var inputs = new List<UnitTestInput>();
        var complete = true;
        foreach (var map in entry.Mappings("given"))
        {
            var input = new PropertyEntry(entry.File, $"input of {entry.What}", map);
            if (input.Required("input") is { } named && _fixtures.Read(input, name, "input", named) is { } rows) inputs.Add(new UnitTestInput(named, rows));
            else complete = false;
        }
        return complete ? inputs : null;
    }

    private IEnumerable<UnitTest> Make(PropertyEntry entry, string name, string model, List<UnitTestInput> given, UnitTestRows expect)
    {
        var file = entry.File;
        IReadOnlyList<string> fqn = [.. Fqns.OfTest(file.Package, file.Path), model, name];
        var (config, unrendered) = state.Configs.Build(file.Package, ResourceType.UnitTest, fqn, NoCall, entry.Mapping("config"));
        var versions = Versions(entry);
        var overrides = Overrides(entry);
        given = [.. given.Select(input => input with { Rows = Plain(input.Rows) })];
        expect = Plain(expect);
        var checksum = UnitTestChecksum.Of(model, versions, given, expect, overrides);
        UnitTest Test(string suffix, object? version, ManifestNode? tested) => new()
        {
            ResourceType = ResourceType.UnitTest,
            UniqueId = $"unit_test.{file.Package}.{model}.{name}{suffix}",
            Name = name,
            PackageName = file.Package,
            Path = file.File.RelativePath,
            OriginalFilePath = file.Path,
            Line = entry.Line,
            Fqn = fqn,
            Model = model,
            Given = given,
            Expect = expect,
            Overrides = overrides,
            Versions = versions,
            Version = version,
            Checksum = checksum,
            Config = config,
            UnrenderedConfig = unrendered,
            Tags = [.. TagList.Of(config["tags"])],
            Meta = PlainValues.Of(config.Map("meta")),
            Description = entry.Text("description") ?? "",
            Schema = tested?.Schema ?? "",
            TestedNode = tested?.UniqueId,
            CreatedAt = state.Now,
        };

        var parts = model.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var found = lookup.Ref(new RefArgs(parts.ElementAtOrDefault(0) ?? "", file.Package, parts.Length == 2 ? parts[1] : null), file.Package);
        if (!config.Enabled || found.Disabled)
        {
            NodeList.AddDisabled(state.Manifest, Test("", null, found.Node));
            return [];
        }
        if (found.Node is not { ResourceType: ResourceType.Model } tested)
        {
            var known = state.Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model && node.PackageName == file.Package).Select(node => node.Name);
            file.Fail(entry.Map.LineOf("model"), $"Unable to find model '{file.Package}.{model}' for unit test '{name}' in {file.Path}.", NearestNames.Advise(model, known, "Correct the name of the model."));
            return [];
        }
        CheckIncremental(entry, name, tested, given, overrides);
        if (tested.Version is null)
        {
            if (versions is not null && (versions["include"] ?? versions["exclude"]) is List<object?> { Count: > 0 })
                file.Fail(entry.Map.LineOf("versions"), $"Unit test '{name}' should not have a versions include or exclude when referencing non-versioned model '{tested.Name}'.", "Remove 'versions'.");
            return [Test("", null, tested)];
        }
        var wanted = Wanted(tested, versions);
        if (wanted.Count == 0) file.Fail(entry.Map.LineOf("versions"), $"Unit test '{name}' referenced a version of '{tested.Name}' which was not found.", "Name versions that the model has.");
        return wanted.Select(each => Test($"_v{PythonText.Str(each.Version)}", each.Version, each));
    }

    private void Add(PropertyEntry entry, UnitTest test)
    {
        test.DependsOn.AddNode(test.TestedNode!);
        if (!state.Manifest.UnitTests.TryAdd(test.UniqueId, test))
            entry.File.Fail(entry.Line, $"dbt found two unit_tests with the name \"{test.Name}\"; the other is at {state.Place(state.Manifest.UnitTests[test.UniqueId])}:{state.Manifest.UnitTests[test.UniqueId].Line}.", "Rename one of the two.");
    }

    private List<ManifestNode> Wanted(ManifestNode tested, Dictionary<string, object?>? versions)
    {
        bool Lists(string key, object? version) => versions![key] is List<object?> list && list.Exists(each => PythonText.Str(each) == PythonText.Str(version));
        var all = state.Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model && node.PackageName == tested.PackageName && node.Name == tested.Name && node.Version is not null);
        return [.. versions switch
        {
            null => all,
            _ when versions["exclude"] is List<object?> { Count: > 0 } => all.Where(node => !Lists("exclude", node.Version)),
            _ => all.Where(node => Lists("include", node.Version)),
        }];
    }

    /// <summary>A unit test of an incremental model says which of its two ways it tests.</summary>
    private static void CheckIncremental(PropertyEntry entry, string name, ManifestNode tested, List<UnitTestInput> given, Dictionary<string, object?>? overrides)
    {
        if (!tested.DependsOn.Macros.Contains("macro.dbt.is_incremental")) return;
        var way = (overrides?["macros"] as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault("is_incremental") as bool?;
        if (way is null)
            entry.File.Fail(entry.Line, $"Boolean override for 'is_incremental' must be provided for unit test '{name}' in model '{tested.Name}'.", "Add 'overrides: {macros: {is_incremental: true}}', or false.");
        else if (way is true && !given.Exists(input => input.Input == "this"))
            entry.File.Fail(entry.Line, $"Unit test '{name}' for incremental model '{tested.Name}' must have a 'this' input.", "Add '- input: this' with the rows that the model holds already.");
    }

    private static Dictionary<string, object?>? Versions(PropertyEntry entry)
    {
        if (entry.Child("versions") is not { } map) return null;
        var versions = new PropertyEntry(entry.File, $"versions of {entry.What}", map);
        versions.Only("include", "exclude");
        var (include, exclude) = (versions.Has("include") ? versions.List("include", nullable: true) : null, versions.Has("exclude") ? versions.List("exclude", nullable: true) : null);
        if (include is { Count: > 0 } && exclude is { Count: > 0 }) entry.File.Fail(map.Line, "Unit tests can not both include and exclude versions.", "Keep one of the two.");
        return new Dictionary<string, object?>(StringComparer.Ordinal) { ["include"] = include, ["exclude"] = exclude };
    }

    private static Dictionary<string, object?>? Overrides(PropertyEntry entry)
    {
        if (entry.Child("overrides") is not { } map) return null;
        var overrides = new PropertyEntry(entry.File, $"overrides of {entry.What}", map);
        overrides.Only(OverrideKeys);
        return OverrideKeys.ToDictionary(key => key, key => (object?)overrides.Mapping(key), StringComparer.Ordinal);
    }

    private static UnitTestRows Plain(UnitTestRows rows) => rows with { Rows = PlainValues.Of(rows.Rows) };
}
