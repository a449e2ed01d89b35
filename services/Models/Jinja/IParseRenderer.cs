using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Jinja;

/// <summary>What parsing asks of templates: <c>execute</c> is false, and what is called is noted rather than looked up.</summary>
public interface IParseRenderer
{
    /// <summary>
    /// Renders a node's text for what it calls: refs, sources, config(...) and macros (unique ids, in order, of calls not made by other macros).
    /// <paramref name="declared"/> is what <c>config.get</c> sees before the calls.
    /// </summary>
    /// <exception cref="Templating.TemplateException">With file, line and text.</exception>
    NodeCapture Render(ManifestNode node, string text, IReadOnlyDictionary<string, object?> declared);

    /// <summary>
    /// A generic test's text is a call of its macro with <c>_dbt_generic_test_kwargs</c>, the test's arguments with their templates rendered to values.
    /// </summary>
    NodeCapture RenderTest(ManifestNode test);

    /// <summary><c>generate_schema_name</c> and the like, found for the node's package as the reference does; the result is trimmed.</summary>
    string? GenerateName(string component, string? custom, ManifestNode node);
}

/// <summary>What a text called while it was rendered at parse time.</summary>
public sealed class NodeCapture
{
    public List<RefArgs> Refs { get; } = [];

    public List<IReadOnlyList<string>> Sources { get; } = [];

    public List<IReadOnlyList<string>> Metrics { get; } = [];

    /// <summary>config(...) calls, merged in the order made.</summary>
    public Dictionary<string, object?> Config { get; } = new(StringComparer.Ordinal);

    /// <summary>The same with the arguments as written.</summary>
    public Dictionary<string, object?> UnrenderedConfig { get; } = new(StringComparer.Ordinal);

    public List<string> Macros { get; } = [];

    public RenderInputs Inputs { get; } = new();
}

/// <summary>Templates in YAML and in dbt_project.yml, profiles.yml, packages.yml, selectors.yml.</summary>
public interface IYamlRenderer
{
    /// <summary>
    /// Renders every text inside the value. With <paramref name="native"/> (dbt_project.yml, profiles.yml, property files' configs) what a
    /// template gives is read as a literal where it is one (<c>"{{ 1 }}"</c> gives 1); a text without a template is left as it is.
    /// </summary>
    /// <param name="place">File and key, for errors: <c>dbt_project.yml</c>.</param>
    object? Render(object? value, YamlScope scope, string place, bool native = true);

    /// <summary>A description: only <c>doc(...)</c> (and env_var, var) may be called; gives the text and the unique ids of the docs blocks used.</summary>
    (string Text, IReadOnlyList<string> DocBlocks) RenderDescription(string text, string package, Manifest manifest, string place);
}

/// <summary>What templates in YAML may use.</summary>
/// <param name="Target">Null where no target is known yet: dbt_project.yml's name, packages.yml.</param>
/// <param name="Vars">What <c>var</c> sees.</param>
public sealed record YamlScope(Invocation Invocation, IReadOnlyDictionary<string, object?> Vars, TargetProfile? Target)
{
    /// <summary>Takes what the templates read.</summary>
    public RenderInputs Inputs { get; init; } = new();
}

/// <summary>Takes the blocks out of a file.</summary>
public interface IBlockReader
{
    /// <summary>macro, test / data_test and materialization blocks, as macros of the package.</summary>
    /// <exception cref="Templating.TemplateException">With file, line and text.</exception>
    IReadOnlyList<Macro> Macros(string text, string package, string path, string originalFilePath);

    /// <summary>Blocks of one kind (<c>snapshot</c>, <c>docs</c>): name and content between the tags.</summary>
    IReadOnlyList<(string Name, string Contents, string Full, int Line)> Blocks(string text, string kind, string file);

    /// <summary>Sets what each macro depends on, once all are known.</summary>
    void LinkMacros(Manifest manifest, Adapters.AdapterTraits traits);
}
