using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ControlPlane.Connectors.Records;

/// <summary>
/// Hands the records of one page to the sink exactly once, however many attempts the page takes. Records are held back until the page is
/// whole or the hold-back is full. Once some are out, a repeated page must begin with the very same records (told by a hash), which are
/// then passed over; if it does not, the read cannot be put right and fails as transient, to be started over by the caller.
/// </summary>
/// <param name="turn">Held while the sink is called, where several deliveries share it.</param>
internal sealed class PageDelivery(IRecordSink sink, int holdBackBytes, SemaphoreSlim? turn = null) : IDisposable
{
    private readonly List<int> _ends = [];
    private IRecordSink _sink = sink;
    private readonly IncrementalHash _handedOutHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private IncrementalHash? _replayHash;
    private byte[] _held = new byte[64 * 1024];
    private int _heldLength;
    private long _handedOut;
    private long _replayed;
    private long _toReplay;

    /// <summary>Records handed over by all pages so far.</summary>
    public long Total { get; private set; }

    /// <summary>Records handed over or held back.</summary>
    public long Seen => Total + _ends.Count;

    public bool IsFull => _heldLength >= holdBackBytes;

    /// <summary>A new slice, whose records go to this sink.</summary>
    public void BeginSlice(IRecordSink target) => _sink = target;

    /// <summary>A new page: what was handed over before it is settled.</summary>
    public void BeginPage()
    {
        _handedOut = 0;
        _handedOutHash.GetHashAndReset();
        BeginAttempt();
    }

    /// <summary>The page once more from its start.</summary>
    public void BeginAttempt()
    {
        _ends.Clear();
        _heldLength = 0;
        _replayed = 0;
        _toReplay = _handedOut;
        _replayHash?.Dispose();
        _replayHash = _toReplay > 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    public void Add(ReadOnlySpan<byte> record)
    {
        if (_replayed < _toReplay)
        {
            AppendTo(_replayHash!, record);
            if (++_replayed == _toReplay && !_replayHash!.GetCurrentHash().AsSpan().SequenceEqual(_handedOutHash.GetCurrentHash())) throw Changed();
            return;
        }

        if (_held.Length - _heldLength < record.Length)
            Array.Resize(ref _held, (int)Math.Min(Array.MaxLength, Math.Max(_held.Length * 2L, _heldLength + (long)record.Length)));
        record.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += record.Length;
        _ends.Add(_heldLength);
    }

    /// <summary>Hands over what is held back although the page is not known to be whole.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await HandOverAsync(remember: true, cancellationToken);

    /// <summary>The page is whole.</summary>
    public async ValueTask CompletePageAsync(CancellationToken cancellationToken)
    {
        if (_replayed < _toReplay) throw Changed();
        await HandOverAsync(remember: false, cancellationToken);
    }

    public void Dispose()
    {
        _handedOutHash.Dispose();
        _replayHash?.Dispose();
    }

    private static ConnectorException Changed() => new(
        ConnectorFaultKind.Transient,
        "the page broke off, and when it was asked for again it began with other records than those already taken: start the sync over");

    private static void AppendTo(IncrementalHash hash, ReadOnlySpan<byte> record)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, record.Length);
        hash.AppendData(length);
        hash.AppendData(record);
    }

    private async ValueTask HandOverAsync(bool remember, CancellationToken cancellationToken)
    {
        if (_ends.Count == 0) return;
        if (turn is not null) await turn.WaitAsync(cancellationToken);
        try
        {
            await HandOverInTurnAsync(remember, cancellationToken);
        }
        finally
        {
            turn?.Release();
        }
    }

    private async ValueTask HandOverInTurnAsync(bool remember, CancellationToken cancellationToken)
    {
        var start = 0;
        foreach (var end in _ends)
        {
            var record = _held.AsMemory(start, end - start);
            start = end;
            if (remember) AppendTo(_handedOutHash, record.Span);
            _handedOut++;
            Total++;
            var accepted = _sink.AcceptAsync(record, cancellationToken);
            if (!accepted.IsCompletedSuccessfully) await accepted;
        }

        _ends.Clear();
        _heldLength = 0;
    }
}
