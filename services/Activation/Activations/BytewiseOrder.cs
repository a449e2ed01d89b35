namespace ControlPlane.Activation.Activations;

/// <summary>
/// The order of <c>COLLATE "C"</c> in a UTF-8 database, for .NET strings: by UTF-8 bytes, which is by code point. Ordinal comparison of
/// UTF-16 differs where a surrogate pair meets a character from U+E000 on.
/// </summary>
internal static class BytewiseOrder
{
    public static int Compare(string left, string right)
    {
        var common = Math.Min(left.Length, right.Length);
        var at = left.AsSpan(0, common).CommonPrefixLength(right.AsSpan(0, common));
        return at == common ? left.Length.CompareTo(right.Length) : Rank(left[at]).CompareTo(Rank(right[at]));
    }

    /// <summary>Surrogates stand for code points above all that one unit can hold.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
