using System.Text.RegularExpressions;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing.Python;

/// <summary>A text in Python with its calls of <c>dbt</c>.</summary>
internal sealed partial class PythonSource(string text)
{
    /// <summary>The text without what comments and quotes hold, each character in its place. Expressions within f-strings stay.</summary>
    public string Code { get; } = WithoutTexts(text);

    /// <exception cref="TemplateException">An argument is not a literal.</exception>
    public IEnumerable<PythonCall> Calls()
    {
        foreach (Match match in Call().Matches(Code))
        {
            var call = new PythonCall(match.Groups[1].Value, [], new(StringComparer.Ordinal));
            foreach (var (start, end) in Arguments(match.Index + match.Length)) Add(call, text[start..end], Code[start..end]);
            yield return call;
        }
    }

    private static void Add(PythonCall call, string argument, string code)
    {
        var name = Name().Match(code);
        var written = argument[name.Length..].Trim();
        if (!LiteralValue.TryParse(written, out var value))
        {
            throw new TemplateException(
                $"Error when trying to literal_eval an arg to dbt.ref(), dbt.source(), dbt.config() or dbt.config.get(): '{written}' is not a literal. "
                + "In dbt python model, `dbt.ref`, `dbt.source`, `dbt.config`, `dbt.config.get` function args only support Python literal structures");
        }
        if (name.Success) call.Named[name.Groups[1].Value] = value;
        else call.Positional.Add(value);
    }

    /// <summary>From the opening parenthesis to the one that closes it, apart at the commas.</summary>
    private IEnumerable<(int Start, int End)> Arguments(int start)
    {
        var depth = 1;
        for (var i = start; i < Code.Length; i++)
        {
            if (Code[i] is '(' or '[' or '{') depth++;
            else if (Code[i] is ')' or ']' or '}') depth--;
            if (depth > 1 || depth == 1 && Code[i] != ',') continue;
            if (!string.IsNullOrWhiteSpace(text[start..i])) yield return (start, i);
            if (depth == 0) yield break;
            start = i + 1;
        }
    }

    private static string WithoutTexts(string text)
    {
        var code = text.ToCharArray();
        for (var i = 0; i < code.Length;)
        {
            if (code[i] == '#') while (i < code.Length && code[i] != '\n') code[i++] = ' ';
            else if (code[i] is '"' or '\'') i = BlankText(text, code, i);
            else i++;
        }
        return new(code);
    }

    private static int BlankText(string text, char[] code, int start)
    {
        var prefix = start;
        while (prefix > 0 && char.IsAsciiLetter(text[prefix - 1])) prefix--;
        var (isRaw, isFormatted) = (text[prefix..start].Contains('r', StringComparison.OrdinalIgnoreCase), text[prefix..start].Contains('f', StringComparison.OrdinalIgnoreCase));
        var quote = text.AsSpan(start).StartsWith(new string(text[start], 3)) ? 3 : 1;
        var closing = text.Substring(start, quote);
        var depth = 0;
        var i = start + quote;
        for (; i < text.Length && string.CompareOrdinal(text, i, closing, 0, quote) != 0; i++)
        {
            if (isFormatted) depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth > 0 || text[i] == '\n') continue;
            if (text[i] == '\\' && !isRaw && i + 1 < text.Length) code[i++] = ' ';
            code[i] = ' ';
        }
        return Math.Min(text.Length, i + quote);
    }

    [GeneratedRegex(@"(?<![\w.])dbt\s*\.\s*(ref|source|config\.get|config)\s*\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"^\s*(\w+)\s*=(?!=)")]
    private static partial Regex Name();
}
