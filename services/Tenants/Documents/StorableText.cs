namespace ControlPlane.Tenants.Documents;

/// <summary>Text that the database and the file system can hold: no zero characters and no half of a surrogate pair.</summary>
internal static class StorableText
{
    public const string Problem = "Holds a zero character or half of a surrogate pair, which cannot be stored.";
    public const string KeyProblem = "A key here holds a zero character or half of a surrogate pair, which cannot be stored.";

    public static bool Is(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0') return false;
            if (!char.IsSurrogate(text[index])) continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1])) return false;
            index++;
        }
        return true;
    }
}
