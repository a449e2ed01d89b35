using System.Globalization;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection.Methods;

/// <summary><c>version:latest</c>, <c>prerelease</c>, <c>old</c>, <c>none</c>.</summary>
internal static class ModelVersions
{
    public static IEnumerable<GraphNode> Select(SelectionScope scope, SelectionCriteria criteria)
    {
        var models = scope.Nodes.Where(node => node.ResourceType == ResourceType.Model);
        return SelectionMethods.Text(criteria) switch
        {
            "latest" => models.Where(model => model.Version is not null && Compare(model.Version, model.LatestVersion) == 0),
            "prerelease" => models.Where(model => model is { Version: not null, LatestVersion: not null } && Compare(model.Version, model.LatestVersion) > 0),
            "old" => models.Where(model => model is { Version: not null, LatestVersion: not null } && Compare(model.Version, model.LatestVersion) < 0),
            "none" => models.Where(model => model.Version is null),
            var other => throw new SelectionException($"Invalid version type selector {other}: expected one of: \"latest\", \"prerelease\", \"old\", or \"none\""),
        };
    }

    /// <summary>As numbers where both are, else as text.</summary>
    public static int Compare(object? left, object? right)
    {
        var (one, other) = (Convert.ToString(left, CultureInfo.InvariantCulture) ?? "", Convert.ToString(right, CultureInfo.InvariantCulture) ?? "");
        return double.TryParse(one, CultureInfo.InvariantCulture, out var first) && double.TryParse(other, CultureInfo.InvariantCulture, out var second)
            ? first.CompareTo(second)
            : string.CompareOrdinal(one, other);
    }
}
