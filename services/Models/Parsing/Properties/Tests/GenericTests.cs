using System.Text;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Tests;

/// <summary>Makes nodes of generic tests: <c>- unique</c> under a column becomes a node that calls <c>test_unique</c>.</summary>
internal sealed class GenericTests(ParseState state, IYamlRenderer renderer)
{
    /// <summary>Tests that the engine brings and that call nothing that a parse could find out: they are not rendered.</summary>
    private static readonly string[] Plain = ["macro.dbt.test_not_null", "macro.dbt.test_unique"];

    private readonly MacroLookup _macros = MacroLookup.Of(state.Manifest, state.Adapter.Traits);
    private readonly AttachedNodes _attached = new(state.Manifest);
    private readonly bool _unwraps = state.Projects.Root.Flags.GetValueOrDefault("require_generic_test_arguments_property") is not false;

    /// <summary>They are made side by side, since each has its own text, and added in order.</summary>
    public void Add(IEnumerable<TestDeclaration> declarations)
    {
        var read = declarations.Select(Read).OfType<ReadTest>().ToArray();
        var nodes = new ManifestNode?[read.Length];
        Parallel.For(0, read.Length, index => nodes[index] = Make(read[index]));
        for (var index = 0; index < nodes.Length; index++)
        {
            if (nodes[index] is { } node) Put(node, read[index]);
        }
    }

    /// <summary>Null where the declaration is malformed, which is then among the errors.</summary>
    private ReadTest? Read(TestDeclaration declaration)
    {
        var column = declaration is { Quoted: true, Column: { } name } ? $"{state.Adapter.Traits.Quote}{name}{state.Adapter.Traits.Quote}" : declaration.Column;
        if (TestCall.Read(declaration, column, _unwraps) is not { } call || Rendered(call, declaration) is not { } config) return null;
        return new ReadTest(declaration, call, column, config);
    }

    private ManifestNode? Make(ReadTest test)
    {
        var node = Node(test.Declaration, test.Call, test.Column, test.Config);
        return Fill(node, test.Declaration, test.Call, test.Config) ? node : null;
    }

    private void Put(ManifestNode node, ReadTest test)
    {
        if (_macros.Resolve(node.PackageName, $"test_{test.Call.Name}") is null) Unknown(test.Declaration, test.Call);
        if (!node.Config.Enabled) NodeList.AddDisabled(state.Manifest, node);
        else if (!state.Manifest.Nodes.TryAdd(node.UniqueId, node)) Duplicate(test.Declaration, node);
    }

    private ManifestNode Node(TestDeclaration declaration, TestCall call, string? column, Dictionary<string, object?> config)
    {
        var target = declaration.Target;
        var file = target.File;
        var test = $"{(call.Namespace is null ? "" : $"{call.Namespace}_")}{target.TestPrefix}{call.Name}";
        var (shortName, fullName) = call.CustomName is { } custom ? (custom, custom) : TestNames.Make(test, target.NameInTests, call.Arguments);
        // A name that is too long for a relation is a file's and a relation's in its short form.
        if (shortName != fullName) config.TryAdd("alias", shortName);
        var tags = declaration.Tags.Concat(TagList.Of(config.GetValueOrDefault("tags"))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new ManifestNode
        {
            ResourceType = ResourceType.Test,
            UniqueId = $"test.{file.Package}.{fullName}.{TestNames.Hash(fullName, call.Name, call.Namespace, call.Arguments)}",
            Name = fullName,
            PackageName = file.Package,
            Path = $"{shortName}.sql",
            OriginalFilePath = file.Path,
            Line = declaration.Line,
            Fqn = [.. Fqns.OfTest(file.Package, file.Path), fullName],
            RawCode = RawCode(call, config),
            Tags = [.. tags],
            Description = call.Description,
            ColumnName = column,
            FileKeyName = target.FileKeyName,
            TestMetadata = new TestMetadata(call.Name, Arguments(call.Arguments), call.Namespace),
            CreatedAt = state.Now,
        };
    }

    private bool Fill(ManifestNode node, TestDeclaration declaration, TestCall call, Dictionary<string, object?> config)
    {
        var macro = _macros.Resolve(node.PackageName, $"test_{call.Name}");
        if (macro is not null) node.DependsOn.AddMacro(macro.UniqueId);

        node.ConfigCall = config;
        if (macro is null || Plain.Contains(macro.UniqueId))
        {
            if (declaration.Target is NodeTarget plain) node.Refs.Add(new RefArgs(plain.Name, null, plain.Version));
            else if (declaration.Target is SourceTarget source) node.Sources.Add([source.Source, source.Table]);
        }
        else if (!Render(node, declaration))
        {
            return false;
        }
        NodeSettings.Apply(state, node, null);
        if (declaration.Target is NodeTarget target && _attached.Find(node.PackageName, target.Name, target.Version) is { } attached)
        {
            node.AttachedNode = attached.UniqueId;
            node.Group = attached.Group;
        }
        return true;
    }

    private bool Render(ManifestNode node, TestDeclaration declaration)
    {
        NodeCapture capture;
        try
        {
            capture = state.Renderer.RenderTest(node);
        }
        catch (TemplateException exception)
        {
            declaration.Target.File.Fail(declaration.Line, $"The test '{node.Name}' cannot be rendered: {exception.Problem.TrimEnd('.')}.", "Correct its arguments, or the macro of the test.");
            return false;
        }
        node.Refs.AddRange(capture.Refs);
        node.Sources.AddRange(capture.Sources);
        foreach (var macro in capture.Macros) node.DependsOn.AddMacro(macro);
        node.ConfigCall = ConfigCalls.Merge(node.ConfigCall, capture.Config);
        node.UnrenderedConfigCall = capture.UnrenderedConfig;
        return true;
    }

    /// <summary>Its configuration with templates rendered and without what is null; null itself when a template is invalid.</summary>
    private Dictionary<string, object?>? Rendered(TestCall call, TestDeclaration declaration)
    {
        var file = declaration.Target.File;
        var config = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in call.Config)
        {
            var rendered = value is string plain ? JinjaOptions.WithoutTags(plain) : value;
            if (value is string text && ConfigRendering.HasTemplate(text))
            {
                try
                {
                    rendered = renderer.Render(text, file.Scope, file.Path);
                }
                catch (TemplateException exception)
                {
                    file.Fail(declaration.Line, $"The '{key}' configuration of the test '{call.Name}' cannot be rendered: {exception.Problem.TrimEnd('.')}.",
                        "Use what property files may call: var, env_var and target, no macros.");
                    return null;
                }
            }
            if (rendered is not null) config[key] = PlainValues.Of(rendered);
        }
        foreach (var tag in config.GetValueOrDefault("tags") is List<object?> tags ? tags.Where(tag => tag is not string) : [])
        {
            file.Fail(declaration.Line, $"got {PythonText.Repr(tag)} for a tag of the test '{call.Name}', expected a text.", "Write tags as texts.");
            return null;
        }
        return config;
    }

    /// <summary>As plain dictionaries and lists; dates stay what they are, as a test's macro sees them.</summary>
    private static Dictionary<string, object?> Arguments(Dictionary<string, object?> arguments) =>
        arguments.ToDictionary(pair => pair.Key, pair => Argument(pair.Value), StringComparer.Ordinal);

    private static object? Argument(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Argument(pair.Value), StringComparer.Ordinal),
        IReadOnlyList<object?> list => list.Select(Argument).ToList(),
        _ => value,
    };

    private static string RawCode(TestCall call, Dictionary<string, object?> config)
    {
        var code = new StringBuilder("{{ ").Append(call.Namespace is null ? "" : $"{call.Namespace}.").Append("test_").Append(call.Name).Append("(**_dbt_generic_test_kwargs) }}");
        if (config.Count == 0) return code.ToString();
        var first = true;
        foreach (var (key, value) in config)
        {
            code.Append(first ? "{{ config(" : ",").Append(key).Append('=');
            first = false;
            if (value is string text) code.Append('"').Append(text.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            else code.Append(PythonText.Str(value));
        }
        return code.Append(") }}").ToString();
    }

    private void Unknown(TestDeclaration declaration, TestCall call)
    {
        var tests = _macros.Names.Where(name => name.StartsWith("test_", StringComparison.Ordinal)).Select(name => name[5..]);
        declaration.Target.File.Warn(declaration.Line, $"There is no generic test '{(call.Namespace is null ? "" : $"{call.Namespace}.")}{call.Name}'; it fails when it is run.",
            NearestNames.Advise(call.Name, tests, call.Namespace is null ? "Write it as '{% test " + call.Name + "(model, column_name) %}', or correct the name." : $"Install the package '{call.Namespace}', or correct the name."));
    }

    private void Duplicate(TestDeclaration declaration, ManifestNode node)
    {
        var other = state.Manifest.Nodes[node.UniqueId];
        declaration.Target.File.Fail(declaration.Line,
            $"dbt found two data_tests with the name \"{node.Name}\" defined {(node.ColumnName is null ? "" : $"on column \"{node.ColumnName}\" ")}{(node.ColumnName is null ? "on" : "in")} \"{node.FileKeyName}\"; the other is at {state.Place(other)}:{other.Line}.",
            "Remove one of the two, or give it another 'name:'.");
    }

    private sealed record ReadTest(TestDeclaration Declaration, TestCall Call, string? Column, Dictionary<string, object?> Config);
}
