using System.Globalization;
using ControlPlane.Lineage.Graph;

namespace ControlPlane.Transformation.Lineage;

/// <summary>What a caller wants to see.</summary>
/// <param name="Node">As the caller calls it; null for the whole graph.</param>
/// <param name="Depth">Null for all steps.</param>
internal sealed record LineageRequest(string? Node, LineageDirection Direction, int? Depth, bool IncludesIndirect)
{
    private const string NeedsNode = "It needs 'node', which says where to begin.";

    /// <param name="errors">By parameter, with what is allowed; empty when all is well.</param>
    public static LineageRequest Read(string? node, string? direction, string? depth, string? indirect, out Dictionary<string, string[]> errors)
    {
        errors = new(StringComparer.Ordinal);
        var way = LineageDirection.Both;
        if (direction is not null && (!Enum.GetNames<LineageDirection>().Contains(direction, StringComparer.OrdinalIgnoreCase) || !Enum.TryParse(direction, ignoreCase: true, out way)))
            errors["direction"] = [$"'{direction}' is none of upstream, downstream and both."];
        var steps = 0;
        if (depth is not null && (!int.TryParse(depth, NumberStyles.None, CultureInfo.InvariantCulture, out steps) || steps < 1))
            errors["depth"] = [$"'{depth}' is not a whole number from 1 to {int.MaxValue}; leave it out for all steps."];
        var isIndirect = false;
        if (indirect is not null && !bool.TryParse(indirect, out isIndirect)) errors["indirect"] = [$"'{indirect}' is neither true nor false."];
        if (node is { Length: 0 }) errors["node"] = ["It is a unique id, a name, or either with '.' and a column behind it; leave it out for the whole graph."];
        if (node is null && direction is not null) errors.TryAdd("direction", [NeedsNode]);
        if (node is null && depth is not null) errors.TryAdd("depth", [NeedsNode]);
        return new(node, way, depth is null ? null : steps, isIndirect);
    }
}
