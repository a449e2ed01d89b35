using ControlPlane.Ingestion.RawFiles;

namespace ControlPlane.Ingestion.Validation;

/// <summary>One pass over a raw object that looks at every row; rejected ones go to the quarantine.</summary>
internal sealed class BatchScan(RawLine format, RowCheck check, Func<Task<QuarantineWriter>> openQuarantine)
{
    private readonly List<(int Start, int Length, long Line, RowFault Fault)> _found = [];
    private QuarantineWriter? _quarantine;

    public long Rows { get; private set; }

    public RejectionSummary Rejections { get; } = new();

    public LineSet RejectedLines { get; } = new();

    /// <summary>Good rows with values that are to be left out.</summary>
    public LineSet TrimmedLines { get; } = new();

    /// <exception cref="InvalidDataException">The object is not whole.</exception>
    public async Task RunAsync(Stream raw, CancellationToken cancellationToken)
    {
        await foreach (var block in LineBlocks.ReadAsync(raw, cancellationToken))
        {
            Look(block.Span);
            foreach (var (start, length, line, fault) in _found)
            {
                _quarantine ??= await openQuarantine();
                await _quarantine.AddAsync(fault, line + 1, block.Span.Slice(start, length), cancellationToken);
                RejectedLines.Add(line);
                Rejections.Add(fault);
            }
            _found.Clear();
        }
        if (_quarantine is not null) await _quarantine.CompleteAsync(cancellationToken);
    }

    private void Look(ReadOnlySpan<byte> block)
    {
        var start = 0;
        while (start < block.Length)
        {
            var length = block[start..].IndexOf((byte)'\n');
            var line = block.Slice(start, length);
            if (!format.TryRead(line, out var row)) _found.Add((start, length, Rows, new RowFault(RowFault.DamagedLine)));
            else if (check.Check(row) is { } fault) _found.Add((start + format.PrefixLength, row.Length, Rows, fault));
            else if (check.Trims) TrimmedLines.Add(Rows);
            Rows++;
            start += length + 1;
        }
    }
}
