using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>
/// Lets through every record but those that the sync before has landed already: lower bounds are inclusive, so what lies at the
/// boundary comes again. A record is the same when every byte of it is. Only records at the greatest value seen are remembered.
/// </summary>
internal sealed class BoundarySink(string field, Boundary? before, IRecordSink target) : IRecordSink
{
    private readonly CursorValue? _before = before is null ? null : CursorValue.Parse(before);
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _last = new();
    private readonly byte[] _field = Encoding.UTF8.GetBytes(field);
    private CursorValue? _greatest;

    /// <summary>How many records had come before.</summary>
    public long Dropped { get; private set; }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        if (!CursorValue.TryRead(recordUtf8.Span, _field, out var value, out var isNumber)) return target.AcceptAsync(recordUtf8, cancellationToken);
        if (_before is not null && _before.CompareTo(value, isNumber) == 0 && before!.Records.Contains(Hash(recordUtf8.Span)))
        {
            Dropped++;
            return ValueTask.CompletedTask;
        }
        Remember(value, isNumber, recordUtf8.Span);
        return target.AcceptAsync(recordUtf8, cancellationToken);
    }

    /// <summary>What the next sync has to know.</summary>
    public Boundary? Next()
    {
        if (_greatest is null) return before;
        Keep();
        var order = _before?.CompareTo(_greatest.Text, _greatest.IsNumber) ?? -1;
        if (order > 0) return before;
        return new Boundary(_greatest.ToString(), _greatest.IsNumber, order == 0 ? before!.Records.Union(_records).Take(Boundary.MostRecords).ToHashSet() : _records);
    }

    private void Remember(ReadOnlySpan<byte> value, bool isNumber, ReadOnlySpan<byte> record)
    {
        var order = _greatest?.CompareTo(value, isNumber) ?? -1;
        if (order > 0) return;
        if (order == 0)
        {
            Keep();
        }
        else
        {
            // Records mostly come in order: each is the greatest for a moment, and is hashed only when another one has the same value.
            _records.Clear();
            (_greatest ??= new CursorValue()).Set(value, isNumber);
        }
        _last.ResetWrittenCount();
        _last.Write(record);
    }

    private void Keep()
    {
        if (_last.WrittenCount > 0 && _records.Count < Boundary.MostRecords) _records.Add(Hash(_last.WrittenSpan));
        _last.ResetWrittenCount();
    }

    private static string Hash(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        return Convert.ToBase64String(hash[..16]);
    }
}
