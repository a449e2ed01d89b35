using System.Data.Common;

namespace ControlPlane.Activation.Marts;

/// <summary>
/// Walks over the rows of one page and knows at its end where the next one starts. The reader's last columns are what the rows are
/// ordered by, and it holds one row more than the page when there is a next one.
/// </summary>
internal sealed class MartPage(MartQuery query, DbDataReader reader, int values, int orderedBy)
{
    private readonly string?[] _last = new string?[orderedBy];
    private int _rows;
    private int _repeats;

    /// <summary>Where the next page starts; null when this was the last. Known once <see cref="ReadAsync"/> said false.</summary>
    public MartPosition? Next { get; private set; }

    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken)) return false;
        if (query.Limit is not { } limit) return true;
        if (_rows == limit)
        {
            Next = new MartPosition([.. _last], _repeats);
            return false;
        }
        Remember();
        _rows++;
        return true;
    }

    private void Remember()
    {
        var same = _rows > 0;
        for (var index = 0; index < orderedBy; index++)
        {
            var value = reader.IsDBNull(values + index) ? null : reader.GetString(values + index);
            same = same && value == _last[index];
            _last[index] = value;
        }
        if (same) _repeats++;
        else _repeats = _rows == 0 && query.After is { } after && after.Values.SequenceEqual(_last) ? after.Repeats + 1 : 1;
    }
}
