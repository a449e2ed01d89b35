using System.Globalization;
using System.Text;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>
/// Text in ASCII letters: accents fall off, Latin, Greek and Cyrillic letters become their usual Latin spelling, punctuation its plain
/// form. What has no such spelling here (Han, Hangul, symbols) is left out.
/// </summary>
internal static class AsciiText
{
    private static readonly Dictionary<char, string> Spellings = Read(
        """
        ß ss ẞ SS æ ae Æ AE œ oe Œ OE ø o Ø O ł l Ł L đ d Đ D ð d Ð D þ th Þ Th ħ h Ħ H ı i ŋ ng Ŋ NG ŧ t Ŧ T ə e Ə E
        ‘ ' ’ ' “ " ” " – - — - … ... € EUR £ GBP ¥ Y © (c) ® (r) ° deg × x ÷ / « << » >> ¿ ? ¡ !
        α a β b γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
        Α A Β B Γ G Δ D Ε E Ζ Z Η I Θ Th Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ Ch Ψ Ps Ω O
        а a б b в v г g д d е e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ " ы y ь ' э e ю yu я ya
        А A Б B В V Г G Д D Е E Ж Zh З Z И I Й Y К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х Kh Ц Ts Ч Ch Ш Sh Щ Shch Ъ " Ы Y Ь ' Э E Ю Yu Я Ya
        """);

    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAscii(c)) ascii.Append(c);
            else if (Spellings.TryGetValue(c, out var known)) ascii.Append(known);
            else if (!char.IsSurrogate(c)) AppendBase(ascii, c);
        }

        return ascii.ToString();
    }

    private static void AppendBase(StringBuilder ascii, char accented)
    {
        foreach (var part in accented.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark) continue;
            if (char.IsAscii(part)) ascii.Append(part);
            else if (Spellings.TryGetValue(part, out var known)) ascii.Append(known);
        }
    }

    private static Dictionary<char, string> Read(string pairs)
    {
        var words = pairs.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, words.Length / 2).ToDictionary(i => words[i * 2][0], i => words[i * 2 + 1]);
    }
}
