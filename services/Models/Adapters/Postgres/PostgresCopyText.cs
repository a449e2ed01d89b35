namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>COPY's text format: one line a row, tabs between values.</summary>
internal static class PostgresCopyText
{
    public static void Write(TextWriter writer, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0) writer.Write('\t');
            if (PostgresBindings.Text(row[i]) is { } text) Escape(writer, text);
            else writer.Write("\\N");
        }
        writer.Write('\n');
    }

    private static void Escape(TextWriter writer, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny("\\\t\n\r") is >= 0 and var place)
        {
            writer.Write(text[..place]);
            writer.Write(text[place] switch { '\t' => "\\t", '\n' => "\\n", '\r' => "\\r", _ => "\\\\" });
            text = text[(place + 1)..];
        }
        writer.Write(text);
    }
}
