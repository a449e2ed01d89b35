using System.Buffers;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Holds the records of a file back as long as they are not too many, so that a file that turns out broken leaves none behind.</summary>
/// <param name="mostBytes">Once there are more, all of them go on, and those that follow at once.</param>
internal sealed class HeldRecords(IRecordSink target, int mostBytes) : IRecordSink
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _lengths = [];

    /// <summary>Records of the file have been handed on: they cannot be taken back.</summary>
    public bool HandedOn { get; private set; }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        if (HandedOn) return target.AcceptAsync(recordUtf8, cancellationToken);
        _bytes.Write(recordUtf8.Span);
        _lengths.Add(recordUtf8.Length);
        return _bytes.WrittenCount > mostBytes ? new ValueTask(HandOnAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>The file is whole.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await HandOnAsync(cancellationToken);
        HandedOn = false;
    }

    /// <summary>The file is broken, and nothing of it was handed on.</summary>
    public void Discard()
    {
        _bytes.ResetWrittenCount();
        _lengths.Clear();
    }

    private async Task HandOnAsync(CancellationToken cancellationToken)
    {
        HandedOn = true;
        var rest = _bytes.WrittenMemory;
        foreach (var length in _lengths)
        {
            await target.AcceptAsync(rest[..length], cancellationToken);
            rest = rest[length..];
        }
        Discard();
    }
}
