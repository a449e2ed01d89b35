using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// The records at the latest cursor value of a slice: the source gives them again when the slice is begun again from there. What a page
/// brought counts only once the page is whole.
/// </summary>
internal sealed class RecordsAtEdge
{
    private Edge _whole = new(null, default, []);
    private Edge? _page;
    private Dictionary<UInt128, int> _again = [];
    private Dictionary<UInt128, int> _seenAgain = [];

    /// <summary>Null until a record had a cursor value.</summary>
    public DateTimeOffset? Reached => _whole.Reached;

    public void BeginAttempt()
    {
        _page = null;
        _seenAgain = [];
    }

    public void CompletePage()
    {
        foreach (var (record, times) in _seenAgain) _again[record] -= times;
        if (_page is not null) _whole = _page;
        BeginAttempt();
    }

    /// <summary>What is at the edge now comes again.</summary>
    public void Restart()
    {
        BeginAttempt();
        _again = new(_whole.Records);
    }

    /// <summary>False for a record that comes again.</summary>
    /// <param name="asked">The time from which a request asks when it asks for the records since another one.</param>
    public bool Takes(ReadOnlySpan<byte> recordUtf8, DateTimeOffset time, Func<DateTimeOffset, DateTimeOffset> asked)
    {
        var edge = _page ?? _whole;
        if (time < edge.Asked && edge.Reached is not null) return true;
        var record = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(recordUtf8));
        if (_again.GetValueOrDefault(record) > _seenAgain.GetValueOrDefault(record))
        {
            _seenAgain[record] = _seenAgain.GetValueOrDefault(record) + 1;
            return false;
        }

        if (_page is null) _page = edge = new(edge.Reached, edge.Asked, new(edge.Records));
        if (!(time <= edge.Reached))
        {
            var next = asked(time);
            _page = edge = new(time, next, edge.Reached is not null && next == edge.Asked ? edge.Records : []);
        }

        edge.Records[record] = edge.Records.GetValueOrDefault(record) + 1;
        return true;
    }

    private sealed record Edge(DateTimeOffset? Reached, DateTimeOffset Asked, Dictionary<UInt128, int> Records);
}
