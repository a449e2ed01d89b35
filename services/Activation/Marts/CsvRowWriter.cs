using System.Buffers;
using System.Data.Common;
using System.Text;

namespace ControlPlane.Activation.Marts;

/// <summary>
/// RFC 4180 in UTF-8 with a header line and CRLF. Null is an empty cell and an empty text is <c>""</c>. Values are exact; a spreadsheet may
/// take a text that begins with <c>= + - @</c> for a formula, so with <paramref name="forSpreadsheet"/> such texts get an apostrophe before them.
/// </summary>
internal sealed class CsvRowWriter(IReadOnlyList<MartColumn> columns, IBufferWriter<byte> output, bool forSpreadsheet) : IRowWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public long Unflushed { get; private set; }

    public void Start() => Line(columns.Select(column => (string?)column.Name), ColumnKind.Text);

    public void Row(DbDataReader reader)
    {
        for (var index = 0; index < columns.Count; index++)
        {
            if (index > 0) Write(",");
            var kind = columns[index].Kind;
            if (!reader.IsDBNull(index)) Cell(kind, MartValue.Display(kind, reader.GetString(index)));
        }
        Write("\r\n");
    }

    public void End(string? next)
    {
    }

    public void Flush() => Unflushed = 0;

    private void Line(IEnumerable<string?> cells, ColumnKind kind)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) Write(",");
            first = false;
            Cell(kind, cell!);
        }
        Write("\r\n");
    }

    private void Cell(ColumnKind kind, string text)
    {
        if (forSpreadsheet && kind is ColumnKind.Text or ColumnKind.Json && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text;
        if (text.Length == 0) Write("\"\"");
        else if (text.AsSpan().IndexOfAny(Special) < 0 && text[0] != ' ' && text[^1] != ' ') Write(text);
        else
        {
            Write("\"");
            Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            Write("\"");
        }
    }

    private void Write(string text) => Unflushed += Encoding.UTF8.GetBytes(text, output);
}
