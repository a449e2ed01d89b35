using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Fleet;

/// <summary>Texts that look at where relations are may call something else in another place: they are rendered for each.</summary>
/// <param name="manifest">In the place that it was parsed for.</param>
/// <param name="renderer">Of the tenant's place.</param>
internal sealed class PlacedCaptures(Manifest manifest, ParseRenderer renderer, TargetProfile target)
{
    public bool GiveTheSame(Manifest bound) => manifest.Trace.Placed.All(placed => GivesTheSame(placed, bound));

    private bool GivesTheSame(PlacedCapture placed, Manifest bound)
    {
        var was = placed.Node;
        var named = bound.Nodes.GetValueOrDefault(was.UniqueId) ?? was;
        var node = ManifestCopy.Of(was);
        node.Config = new NodeConfig(new Dictionary<string, object?>(placed.Declared, StringComparer.Ordinal));
        node.Database = Moved(placed.Database, manifest.Projects.Target.Database, target.Database, was.Database, named.Database);
        node.Schema = Moved(placed.Schema, manifest.Projects.Target.Schema, target.Schema, was.Schema, named.Schema) ?? "";
        node.Alias = Moved(placed.Alias, null, null, was.Alias, named.Alias) ?? "";
        var now = placed.Text is null ? renderer.RenderTest(node) : renderer.Render(node, placed.Text, placed.Declared);
        return Print(now) == Print(placed.Capture);
    }

    /// <summary>What a name at the time of parsing is in the tenant's place.</summary>
    private static string? Moved(string? name, string? ofTarget, string? ofNewTarget, string? ofNode, string? ofNewNode) => name == ofTarget ? ofNewTarget : name == ofNode ? ofNewNode : name;

    private static string Print(NodeCapture capture) => string.Join('\n',
        string.Join(' ', capture.Refs), string.Join(' ', capture.Sources.Select(source => string.Join('.', source))), string.Join(' ', capture.Macros),
        PythonText.Repr(capture.Config), PythonText.Repr(capture.UnrenderedConfig));
}
