namespace ControlPlane.Ingestion.Validation;

/// <summary>A set of line numbers from 0, one bit each.</summary>
internal sealed class LineSet
{
    private ulong[] _bits = [];

    public bool IsEmpty => _bits.Length == 0;

    public void Add(long line)
    {
        var word = (int)(line / 64);
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        _bits[word] |= 1UL << (int)(line % 64);
    }

    public bool Contains(long line) => line / 64 < _bits.Length && (_bits[line / 64] & 1UL << (int)(line % 64)) != 0;
}
