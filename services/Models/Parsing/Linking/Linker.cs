using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>Puts what refs and sources name into <c>depends_on</c>.</summary>
internal sealed class Linker(ParseState state, RefLookup lookup)
{
    public void Link()
    {
        foreach (var node in state.Manifest.Nodes.Values.Where(node => node.ResourceType != ResourceType.Seed)) LinkSources(node, node.Sources, node);
        foreach (var exposure in state.Manifest.Exposures.Values) LinkSources(exposure, exposure.Sources, null);
        foreach (var node in state.Manifest.Nodes.Values.Where(node => node.ResourceType != ResourceType.Seed)) LinkRefs(node, node.Refs);
        foreach (var exposure in state.Manifest.Exposures.Values) LinkRefs(exposure, exposure.Refs);
        foreach (var node in state.Manifest.Nodes.Values) LinkMetrics(node);
        foreach (var exposure in state.Manifest.Exposures.Values) LinkMetrics(exposure);
    }

    private void LinkMetrics(GraphNode node)
    {
        foreach (var metric in node.Metrics)
        {
            var metrics = state.Manifest.Metrics.Values;
            var found = metrics.Where(each => each.Name == metric[^1] && (metric.Count == 1 || each.PackageName == metric[0])).OrderByDescending(each => each.PackageName == node.PackageName).FirstOrDefault();
            if (found is not null) node.DependsOn.AddNode(found.UniqueId);
            else Missing(node, "metric", metric[^1], "", disabled: false, metrics.Select(each => each.Name), (node as ManifestNode)?.RawCode, metric[^1]);
        }
    }

    private void LinkSources(GraphNode node, IEnumerable<IReadOnlyList<string>> sources, ManifestNode? own)
    {
        foreach (var source in sources)
        {
            var found = lookup.Source(source[0], source[1], node.PackageName);
            if (found.Node is { } target) node.DependsOn.AddNode(target.UniqueId);
            else Missing(node, "source", $"{source[0]}.{source[1]}", "", found.Disabled, lookup.SourceNames, own?.RawCode, source[1]);
        }
    }

    private void LinkRefs(GraphNode node, IEnumerable<RefArgs> refs)
    {
        foreach (var call in refs)
        {
            var found = lookup.Ref(call, node.PackageName);
            if (found.Ambiguous is { } several) Ambiguous(node, call, several);
            else if (found.Node is not { } target) Missing(node, "node", call.Name, Details(call), found.Disabled, lookup.Names, (node as ManifestNode)?.RawCode, call.Name);
            else if (AccessRules.Forbids(state.Projects, node, target) is { } problem) Fail(node, problem, "Refer to a public model, or change its access or group.", call.Name);
            else node.DependsOn.AddNode(target.UniqueId);
        }
    }

    /// <summary>Tests of what is not there are left out with a warning; anything else is an error.</summary>
    private void Missing(GraphNode node, string kind, string name, string details, bool disabled, IEnumerable<string> known, string? text, string sought)
    {
        if (state.Unread.ContainsKey(name)) return;
        var title = string.Concat(node.ResourceType.Name()[..1].ToUpperInvariant(), node.ResourceType.Name().AsSpan(1));
        var message = $"{title} '{node.UniqueId}' ({node.OriginalFilePath}) depends on a {kind} named '{name}' {details}which {(disabled ? "is disabled" : "was not found")}";
        var fix = disabled ? "Enable it, or remove the reference." : NearestNames.Advise(name, known, kind is "source" or "metric" ? $"Declare it under '{kind}s:' in a property file." : "Create it, or correct the name.");
        if (node.ResourceType != ResourceType.Test)
        {
            state.Errors.Add(state.Place(node), LineOf(node, text, sought), $"{message}.", fix);
            return;
        }
        node.Config["enabled"] = false;
        if (!disabled) state.Manifest.Warnings.Add(new ProjectError(state.Place(node), node.Line, $"{message}.", fix) { Name = "NodeNotFoundOrDisabled" });
    }

    private void Ambiguous(GraphNode node, RefArgs call, IReadOnlyList<ManifestNode> several) => Fail(node,
        $"When referencing '{call.Name}', dbt found nodes in multiple packages: {string.Join(", ", several.Select(each => $"'{each.UniqueId}'"))}.",
        $"Use two-argument 'ref', with the package name first: {string.Join(" or ", several.Select(each => $"'{each.PackageName}'"))}.", call.Name);

    private void Fail(GraphNode node, string message, string fix, string sought) => state.Errors.Add(state.Place(node), LineOf(node, (node as ManifestNode)?.RawCode, sought), message, fix);

    private static string Details(RefArgs call) =>
        (call.Version is null ? "" : $"with version '{PythonText.Str(call.Version)}' ") + (call.Package is null ? "" : $"in package or project '{call.Package}' ");

    /// <summary>Where the name stands in the text, in quotes.</summary>
    internal static int LineOf(GraphNode node, string? text, string sought)
    {
        if (text is null || node is ManifestNode { TestMetadata: not null }) return node.Line;
        var at = text.IndexOf($"'{sought}'", StringComparison.Ordinal);
        if (at < 0) at = text.IndexOf($"\"{sought}\"", StringComparison.Ordinal);
        return at < 0 ? node.Line : text.AsSpan(0, at).Count('\n') + Math.Max(node.Line, 1);
    }
}
