using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>
/// What the pages of one slice say of the number of its records: our extension <c>x-reported-total</c>, the path to that number in a page.
/// While a slice is read the source may gain and lose records, so any number between the least and the greatest that was said is right.
/// </summary>
internal sealed class SliceTotal(IReadOnlyList<string> path)
{
    private (long Least, long Most, long Last)? _said;
    private long _held;
    private bool _isRest;

    public void Add(Page page)
    {
        _held += page.Extracted;
        if (Find(page.Response) is not { } said) return;
        _said = _said is var (least, most, _) ? (Math.Min(least, said), Math.Max(most, said), said) : (said, said, said);
    }

    /// <summary>The slice is begun again, maybe further on: what was said before speaks of other pages.</summary>
    public void Restart() => (_said, _held, _isRest) = (null, 0, true);

    /// <summary>The slice has been read to its end.</summary>
    public void CompleteInto(SourceTotals totals)
    {
        if (_said is var (least, most, last)) totals.Add(least, most, last, _held);
        if (_said is null || _isRest) totals.AddUnknown();
    }

    private long? Find(JsonNode? response)
    {
        foreach (var name in path) response = response is JsonObject map ? map[name] : null;
        return response is JsonValue && long.TryParse(response.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : null;
    }
}
