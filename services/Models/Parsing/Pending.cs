#pragma warning disable
using ControlPlane.Models.Manifests; using ControlPlane.Models.Jinja; using ControlPlane.Models.Projects; using ControlPlane.Models.Adapters; using ControlPlane.Templating;
namespace ControlPlane.Models.Parsing.Properties
{
    internal sealed class PropertyIndex { public static PropertyIndex Empty { get; } = new(); public NodePatch? PatchFor(ResourceType type, string package, string name) => null; public ModelVersion? VersionOf(string package, string file) => null; }
    public sealed record NodePatch { public required IReadOnlyDictionary<string, object?> Config { get; init; } }
    public sealed record ModelVersion(string Name, object Version, object Latest, NodePatch Patch) { public string Suffix => $"v{Version}"; }
    internal static class PatchApplier { public static void Apply(ManifestNode node, NodePatch patch) { } }
}
namespace ControlPlane.Models.Jinja
{
    public sealed class YamlRenderer : IYamlRenderer
    {
        public object? Render(object? value, YamlScope scope, string place, bool native = true)
        {
            var v = new Dictionary<string, object?> { ["env_var"] = (TemplateFunction)(a => scope.Invocation.Environment.TryGetValue((string)a.Positional[0]!, out var e) ? e : a.Count > 1 ? a.Positional[1] : throw new TemplateException($"Env var required but not provided: '{a.Positional[0]}'")), ["var"] = (TemplateFunction)(a => scope.Vars.TryGetValue((string)a.Positional[0]!, out var e) ? e : a.Positional.ElementAtOrDefault(1)), ["target"] = scope.Target?.Settings };
            return Template.Parse((string)value!, place).Evaluate(v);
        }
        public (string Text, IReadOnlyList<string> DocBlocks) RenderDescription(string text, string package, Manifest manifest, string place) => (text, []);
    }
    public sealed class ParseRenderer(Manifest manifest, IAdapter adapter) : IParseRenderer
    {
        private readonly ProjectVars _vars = new(manifest.Projects, manifest.Invocation);
        public NodeCapture Render(ManifestNode node, string text, IReadOnlyDictionary<string, object?> declared)
        {
            var c = new NodeCapture();
            var names = new Dictionary<string, object?>
            {
                ["ref"] = (TemplateFunction)(a => { c.Refs.Add(new RefArgs((string)a.Positional[^1]!, a.Positional.Count > 1 ? (string)a.Positional[0]! : null, a[-1, "v"] ?? a[-1, "version"])); return "x"; }),
                ["source"] = (TemplateFunction)(a => { c.Sources.Add([(string)a.Positional[0]!, (string)a.Positional[1]!]); return "x"; }),
                ["config"] = (TemplateFunction)(a => { foreach (var (k, v) in a.Named) c.Config[k] = v; return ""; }),
                ["var"] = (TemplateFunction)(a => _vars.Of(node.PackageName).TryGetValue((string)a.Positional[0]!, out var e) ? e : a.Positional.ElementAtOrDefault(1)),
                ["is_incremental"] = (TemplateFunction)(a => false), ["execute"] = false, ["log"] = (TemplateFunction)(a => ""),
            };
            Template.Parse(text, node.OriginalFilePath).Render(names);
            return c;
        }
        public NodeCapture RenderTest(ManifestNode test) => new();
        public string? GenerateName(string component, string? custom, ManifestNode node) => component switch
        {
            "alias" => custom?.Trim() ?? (node.Version is null ? node.Name : $"{node.Name}_v{node.Version}"), "schema" => custom is null ? adapter.Target.Schema : $"{adapter.Target.Schema}_{custom.Trim()}", _ => custom ?? adapter.Target.Database,
        };
    }
}
