using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>
/// Rows of a CSV text in UTF-8 as JSON objects of texts, named by the first row. Quotes count at the start of a value only and are
/// doubled within; line ends within quotes become line feeds; blank lines are passed over.
/// </summary>
internal sealed class CsvScanner(CsvFormat format, IRecordReceiver values) : IBodyScanner
{
    private readonly JsonBytes _row = new();
    private readonly JsonBytes _value = new();
    private readonly List<int> _ends = [];
    private CsvColumns? _columns;
    private long _rows;

    public int Scan(ReadOnlySpan<byte> data, bool isFinal)
    {
        var done = 0;
        while (done < data.Length && ReadRow(data[done..], isFinal) is var length and > 0)
        {
            done += length;
            if (_ends.Count > 0) OnRow();
        }

        return done;
    }

    /// <summary>Takes one row apart; 0 when it is not whole yet.</summary>
    private int ReadRow(ReadOnlySpan<byte> data, bool isFinal)
    {
        _row.Clear();
        _ends.Clear();
        var at = 0;
        if (data[0] is (byte)'\n' or (byte)'\r') return LineEnd(data, 0, isFinal);
        while (true)
        {
            if (at < data.Length && data[at] == '"')
            {
                at = Quoted(data, at + 1, isFinal);
                if (at < 0) return 0;
            }

            var rest = data[at..];
            var length = rest.IndexOfAny(format.Delimiter, (byte)'\n', (byte)'\r');
            if (length < 0 && !isFinal) return 0;
            Append(length < 0 ? rest : rest[..length]);
            _ends.Add(_row.Length);
            if (length < 0) return data.Length;
            at += length;
            if (data[at] != format.Delimiter) return LineEnd(data, at, isFinal);
            at++;
        }
    }

    /// <summary>Where the quoted part of a value ends; below 0 when it is not whole yet.</summary>
    private int Quoted(ReadOnlySpan<byte> data, int at, bool isFinal)
    {
        while (true)
        {
            var length = data[at..].IndexOfAny((byte)'"', (byte)'\r');
            if (length < 0)
            {
                if (isFinal) throw new FormatException($"the body ends within the quotes of a value (row {_rows + 1})");
                return -1;
            }

            Append(data.Slice(at, length));
            at += length;
            if (at + 1 == data.Length && !isFinal) return -1;
            var doubled = at + 1 < data.Length && data[at + 1] == (data[at] == '"' ? '"' : '\n');
            if (data[at] == '"' && !doubled) return at + 1;
            _row.Byte(data[at] == '"' ? (byte)'"' : (byte)'\n');
            at += doubled ? 2 : 1;
        }
    }

    private static int LineEnd(ReadOnlySpan<byte> data, int at, bool isFinal)
    {
        if (data[at] == '\n') return at + 1;
        if (at + 1 == data.Length) return isFinal ? at + 1 : 0;
        return data[at + 1] == '\n' ? at + 2 : at + 1;
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        while (format.DropsZeroBytes && piece.IndexOf((byte)0) is var zero and >= 0)
        {
            _row.Raw(piece[..zero]);
            piece = piece[(zero + 1)..];
        }

        _row.Raw(piece);
    }

    private ReadOnlySpan<byte> Field(int index) => _row.Written[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    private void OnRow()
    {
        if (_columns is null)
        {
            var names = new List<byte[]>();
            for (var i = 0; i < _ends.Count; i++) names.Add(Field(i).ToArray());
            _columns = CsvColumns.Of(names, format.NamesAllColumns);
            return;
        }

        _rows++;
        if (format.RefusesLongRows && _ends.Count > _columns.Count)
            throw new FormatException($"row {_rows} has {_ends.Count} values, but there are {_columns.Count} columns");
        _value.Clear();
        _value.Byte((byte)'{');
        for (var i = 0; i < _columns.Named.Count; i++)
        {
            if (i > 0) _value.Byte((byte)',');
            _value.Raw(_columns.Named[i].NameJson);
            Write(_columns.Named[i].Field);
        }

        if (_ends.Count > _columns.Count) WriteRest(_columns.Count);
        _value.Byte((byte)'}');
        values.OnRecord(_value.Written);
    }

    private void Write(int index)
    {
        if (index >= _ends.Count || IsNull(Field(index))) _value.Raw("null"u8);
        else _value.TextUtf8(Field(index));
    }

    private void WriteRest(int from)
    {
        _value.Raw(",\"null\":["u8);
        for (var i = from; i < _ends.Count; i++)
        {
            if (i > from) _value.Byte((byte)',');
            _value.TextUtf8(Field(i));
        }

        _value.Byte((byte)']');
    }

    private bool IsNull(ReadOnlySpan<byte> value)
    {
        foreach (var nothing in format.Nulls)
            if (value.SequenceEqual(nothing)) return true;
        return false;
    }
}
