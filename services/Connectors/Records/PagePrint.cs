namespace ControlPlane.Connectors.Records;

/// <summary>By what a page that comes again is known: how much it holds, and its first record.</summary>
internal readonly record struct PagePrint(long Records, long Bytes, int FirstRecord)
{
    public static PagePrint Of(ReadOnlySpan<byte> firstRecord)
    {
        var hash = new HashCode();
        hash.AddBytes(firstRecord);
        return new(0, 0, hash.ToHashCode());
    }
}
