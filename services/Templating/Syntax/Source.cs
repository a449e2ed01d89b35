namespace ControlPlane.Templating.Syntax;

/// <summary>The text of a template with all newlines as <c>\n</c>; turns offsets into lines and columns when an error needs them.</summary>
internal sealed class Source(string text, string? file, int firstLine = 1)
{
    private const int MaxLineLength = 200;

    public string Text { get; } = text.Contains('\r', StringComparison.Ordinal)
        ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
        : text;

    public string? File { get; } = file;

    public (int Line, int Column) PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var before = Text.AsSpan(0, offset);
        return (before.Count('\n') + firstLine, offset - before.LastIndexOf('\n'));
    }

    public string LineAt(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var start = offset == 0 ? 0 : Text.LastIndexOf('\n', offset - 1) + 1;
        var end = Text.IndexOf('\n', offset);
        var line = Text[start..(end < 0 ? Text.Length : end)].Trim();
        return line.Length > MaxLineLength ? string.Concat(line.AsSpan(0, MaxLineLength), "...") : line;
    }

    public TemplateException Fail(string message, int offset) =>
        new TemplateException(message, TemplateErrorKind.Syntax).At(this, offset);
}
