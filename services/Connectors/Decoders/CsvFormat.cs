namespace ControlPlane.Connectors.Decoders;

/// <summary>How a CSV text is read.</summary>
internal sealed record CsvFormat
{
    public byte Delimiter { get; init; } = (byte)',';

    /// <summary>Values that stand for nothing.</summary>
    public IReadOnlyList<byte[]> Nulls { get; init; } = [];

    /// <summary>Columns without a name or with one that is taken get names of their own (<c>Unnamed: 0</c>, <c>name.1</c>); otherwise the last of a name counts.</summary>
    public bool NamesAllColumns { get; init; }

    /// <summary>Zero bytes are left out.</summary>
    public bool DropsZeroBytes { get; init; }

    /// <summary>A row with more values than there are columns is an error; otherwise the rest is kept under <c>null</c>.</summary>
    public bool RefusesLongRows { get; init; }
}
