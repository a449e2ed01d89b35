using System.Text;

namespace ControlPlane.Connectors.Tests;

internal sealed class CollectingSink : IRecordSink
{
    public List<string> Records { get; } = [];

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        recordUtf8.Span.Contains((byte)'\n').ShouldBeFalse();
        Records.Add(Encoding.UTF8.GetString(recordUtf8.Span));
        return ValueTask.CompletedTask;
    }
}

/// <summary>Counts and forgets.</summary>
internal sealed class CountingSink : IRecordSink
{
    public long Records { get; private set; }

    public long Bytes { get; private set; }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        Records++;
        Bytes += recordUtf8.Length;
        return ValueTask.CompletedTask;
    }
}
