using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Models.Parsing.Properties.Semantics;
using ControlPlane.Models.Parsing.Properties.Sources;
using ControlPlane.Models.Parsing.Properties.Tests;
using ControlPlane.Models.Parsing.Properties.UnitTests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Everything in a manifest that comes from property files alone.</summary>
internal static class PropertyNodes
{
    /// <summary>Once the nodes that have files are there, and before refs are linked.</summary>
    public static void Add(ParseState state, IYamlRenderer renderer)
    {
        var index = state.Properties;
        ForeignPatches.Apply(state);
        WarnUnused(state);
        ContractRules.Check(state);
        var tests = new GenericTests(state, renderer);
        tests.Add(index.Tests);
        AddSources(state, tests);

        var exposures = new ExposureSection(state);
        var groups = new GroupSection(state);
        var macros = new MacroSection(state);
        var unitTests = new UnitTestSection(state, new RefLookup(state.Manifest));
        var semantics = new SemanticSections(state);
        foreach (var (entry, section) in index.Others)
        {
            switch (section)
            {
                case "exposures": exposures.Read(entry); break;
                case "groups": groups.Read(entry); break;
                case "macros": macros.Read(entry); break;
                case "semantic_models": semantics.ReadModel(entry); break;
                case "metrics": semantics.ReadMetric(entry); break;
                case "saved_queries": semantics.ReadQuery(entry); break;
                default: unitTests.Read(entry); break;
            }
        }
    }

    /// <summary>Once refs are linked.</summary>
    public static void Complete(ParseState state, IYamlRenderer renderer)
    {
        PrimaryKeys.Infer(state.Manifest);
        new Descriptions(state, renderer).Render();
    }

    private static void AddSources(ParseState state, GenericTests tests)
    {
        var builder = new SourceBuilder(state.Configs, state.Projects, state.Adapter, state.Now);
        var overridden = new HashSet<(string Package, string Source, string? Table)>();
        foreach (var declared in state.Properties.Sources)
        {
            var key = (declared.File.Package, declared.Name);
            var patch = state.Properties.SourceOverrides.GetValueOrDefault(key);
            var declaration = patch is null ? declared : declared.Overridden(patch);
            if (patch is not null)
            {
                overridden.Add((key.Package, key.Name, null));
                overridden.Add((key.Package, key.Name, declared.TableName));
            }
            tests.Add(Tests(declaration));
            var source = builder.Build(declaration);
            if (!source.Config.Enabled) NodeList.AddDisabled(state.Manifest, source);
            else if (!state.Manifest.Sources.TryAdd(source.UniqueId, source)) Duplicate(state, declaration, source);
        }
        WarnUnusedOverrides(state, overridden);
    }

    private static IEnumerable<TestDeclaration> Tests(SourceDeclaration declaration)
    {
        var target = new SourceTarget(declaration.File, declaration.Name, declaration.TableName);
        var tags = SourceBuilder.Tags(declaration);
        foreach (var test in TestLists.Read(declaration.Table)) yield return new TestDeclaration(target, test, NodeSection.LineOf(test, declaration.Table.Line), null, false, tags);
        foreach (var column in ColumnDeclaration.ReadAll(declaration.Table))
        {
            var quoted = column.Quote ?? SourceBuilder.QuotesColumns(declaration) ?? false;
            foreach (var test in column.Tests) yield return new TestDeclaration(target, test, NodeSection.LineOf(test, column.Line), column.Name, quoted, [.. tags, .. column.Tags]);
        }
    }

    private static void Duplicate(ParseState state, SourceDeclaration declaration, SourceDefinition source)
    {
        var other = state.Manifest.Sources[source.UniqueId];
        declaration.File.Fail(declaration.Table.Line,
            $"dbt found two sources with the name \"{declaration.Name}_{declaration.TableName}\"; the other is at {state.Place(other)}:{other.Line}. Since these resources have the same name, "
            + $"dbt will be unable to find the correct resource when looking for source(\"{declaration.Name}\", \"{declaration.TableName}\").", "Rename one of the two.");
    }

    private static void WarnUnusedOverrides(ParseState state, HashSet<(string, string, string?)> used)
    {
        foreach (var ((package, name), entry) in state.Properties.SourceOverrides)
        {
            if (!used.Contains((package, name, null)))
            {
                entry.File.Warn(entry.Line, $"The source '{package}.{name}' that is overridden does not exist.", "Correct the names of the package and of the source, or remove the entry.");
                continue;
            }
            foreach (var table in entry.Mappings("tables").Where(table => table.GetValueOrDefault("name") is string named && !used.Contains((package, name, named))))
                entry.File.Warn(table.Line, $"The source table '{package}.{name}.{table["name"]}' that is overridden does not exist.", "Correct its name, or remove the entry.");
        }
    }

    private static void WarnUnused(ParseState state)
    {
        foreach (var (file, line, name) in state.Properties.MissingVersions)
            file.Warn(line, $"Did not find matching node for patch with name '{name}' in the 'models' section of file '{file.Path}'.", "Create the file of the version, or name it with 'defined_in'.", "NoNodeForYamlKey");
        foreach (var patch in state.Properties.Unused)
        {
            var section = patch.Type switch { ResourceType.Analysis => "analyses", ResourceType.Test => "data_tests", _ => $"{patch.Type.Name()}s" };
            var nodes = state.Manifest.Nodes.Values;
            if (patch.Type.IsRefable() && nodes.FirstOrDefault(node => node.ResourceType.IsRefable() && node.Name == patch.Name) is { } other && other.ResourceType != patch.Type)
            {
                var kind = other.ResourceType.Name();
                state.Manifest.Warnings.Add(new ProjectError(patch.Shown, patch.Line, $"'{patch.Name}' is a {kind} node, but it is specified in the {section} section of {patch.File}. To fix this warning, place the `{patch.Name}` specification under the {kind}s key instead.",
                    "") { Name = "WrongResourceSchemaFile" });
                continue;
            }
            var known = nodes.Where(node => node.ResourceType == patch.Type && node.TestMetadata is null).Select(node => node.Name);
            state.Manifest.Warnings.Add(new ProjectError(patch.Shown, patch.Line, $"Did not find matching node for patch with name '{patch.Name}' in the '{section}' section of file '{patch.File}'.",
                NearestNames.Advise(patch.Name, known, "Remove the entry, or correct its name.")) { Name = "NoNodeForYamlKey" });
        }
    }
}
