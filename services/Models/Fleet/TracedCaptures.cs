using System.Collections.Concurrent;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Fleet;

/// <summary>Texts that read something of the invocation or the target may call something else for a tenant: they are rendered for each of other values, once.</summary>
/// <param name="manifest">Parsed for one of the tenants.</param>
internal sealed class TracedCaptures(Manifest manifest)
{
    private const int MaxKnown = 4096;

    private readonly (TracedCapture Traced, string Key, string Print)[] _captures =
        [.. manifest.Trace.Captures.Select(traced => (traced, InputKey.Of(traced.Capture.Inputs, manifest.Projects.Target, manifest.Invocation), Print(traced.Capture)))];

    private readonly ConcurrentDictionary<(int Capture, string Key), bool> _isSame = new();

    /// <summary>Whether it is known without rendering that a text calls something else.</summary>
    public bool Differ(Tenant tenant) => Enumerable.Range(0, _captures.Length).Any(index => _isSame.TryGetValue((index, KeyOf(index, tenant)), out var isSame) && !isSame);

    public bool AreTheSame(Tenant tenant, Manifest bound, ParseRenderer renderer)
    {
        if (_isSame.Count > MaxKnown) _isSame.Clear();
        for (var i = 0; i < _captures.Length; i++)
        {
            var key = KeyOf(i, tenant);
            if (key == _captures[i].Key) continue;
            if (!_isSame.TryGetValue((i, key), out var isSame)) _isSame[(i, key)] = isSame = IsTheSame(i, tenant, bound, renderer);
            if (!isSame) return false;
        }
        return true;
    }

    private string KeyOf(int index, Tenant tenant) => InputKey.Of(_captures[index].Traced.Capture.Inputs, tenant.Target, tenant.Invocation);

    private bool IsTheSame(int index, Tenant tenant, Manifest bound, ParseRenderer renderer)
    {
        var (traced, _, print) = _captures[index];
        var was = traced.Node;
        var named = bound.Nodes.GetValueOrDefault(was.UniqueId) ?? was;
        var (old, target) = (manifest.Projects.Target, tenant.Target);
        var node = ManifestCopy.Of(was);
        node.Config = new NodeConfig(new Dictionary<string, object?>(traced.Declared, StringComparer.Ordinal));
        node.Database = Moved(traced.Database, old.Database, target.Database, was.Database, named.Database);
        node.Schema = Moved(traced.Schema, old.Schema, target.Schema, was.Schema, named.Schema) ?? "";
        node.Alias = traced.Alias == was.Alias ? named.Alias : traced.Alias;
        return Print(traced.Text is null ? renderer.RenderTest(node) : renderer.Render(node, traced.Text, traced.Declared)) == print;
    }

    /// <summary>What a name at the time of parsing is in the tenant's place.</summary>
    private static string? Moved(string? name, string? ofTarget, string? ofNewTarget, string? ofNode, string? ofNewNode) => name == ofTarget ? ofNewTarget : name == ofNode ? ofNewNode : name;

    private static string Print(NodeCapture capture) => string.Join('\n',
        string.Join(' ', capture.Refs), string.Join(' ', capture.Sources.Select(source => string.Join('.', source))), string.Join(' ', capture.Macros),
        PythonText.Repr(capture.Config), PythonText.Repr(capture.UnrenderedConfig));
}
