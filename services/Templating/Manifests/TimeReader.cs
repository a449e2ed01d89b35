using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Manifests;

/// <summary>strptime with Python's directives, in the C locale.</summary>
internal sealed class TimeReader
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];
    private static readonly string[] Days = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    private readonly string _text;
    private readonly string _format;
    private int _at;
    private int _year = 1900, _month = 1, _day = 1, _hour, _minute, _second, _micros, _dayOfYear;
    private bool? _afternoon;
    private TimeSpan? _offset;

    private TimeReader(string text, string format) => (_text, _format) = (text, format);

    /// <summary>The time, and whether the text named its offset (otherwise it is UTC).</summary>
    public static (DateTimeOffset Time, bool IsAware) Read(string text, string format)
    {
        var reader = new TimeReader(text, format);
        reader.ReadAll(format);
        if (reader._at < text.Length)
            throw new TemplateException($"unconverted data remains: {text[reader._at..]}");
        return (reader.Build(), reader._offset is not null);
    }

    private void ReadAll(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            if (char.IsWhiteSpace(format[i]))
            {
                var start = _at;
                while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                    _at++;
                if (_at == start)
                    throw Mismatch();
            }
            else if (format[i] == '%' && i + 1 < format.Length)
            {
                Directive(format[++i]);
            }
            else if (_at < _text.Length && char.ToUpperInvariant(_text[_at]) == char.ToUpperInvariant(format[i]))
            {
                _at++;
            }
            else
            {
                throw Mismatch();
            }
        }
    }

    private void Directive(char directive)
    {
        switch (directive)
        {
            case 'Y': _year = Digits(4, 4); break;
            case 'y': _year = Digits(2, 2); _year += _year < 69 ? 2000 : 1900; break;
            case 'm': _month = Number(2, 1, 12); break;
            case 'd' or 'e': _day = Number(2, 1, 31); break;
            case 'H': _hour = Number(2, 0, 23); break;
            case 'I': _hour = Number(2, 1, 12); _afternoon ??= false; break;
            case 'M': _minute = Number(2, 0, 59); break;
            case 'S': _second = Number(2, 0, 61); break;
            case 'f': Fraction(); break;
            case 'j': _dayOfYear = Number(3, 1, 366); break;
            case 'b' or 'h' or 'B': _month = Name(Months) + 1; break;
            case 'a' or 'A': Name(Days); break;
            case 'w': Number(1, 0, 6); break;
            case 'u': Number(1, 1, 7); break;
            case 'U' or 'W': Number(2, 0, 53); break;
            case 'p': _afternoon = Name(["AM", "PM"]) == 1; break;
            case 'z': Offset(); break;
            case 'Z': Zone(); break;
            case 'T' or 'X': ReadAll("%H:%M:%S"); break;
            case 'D' or 'x': ReadAll("%m/%d/%y"); break;
            case 'F': ReadAll("%Y-%m-%d"); break;
            case 'R': ReadAll("%H:%M"); break;
            case 'c': ReadAll("%a %b %d %H:%M:%S %Y"); break;
            case '%' when _at < _text.Length && _text[_at] == '%': _at++; break;
            case '%': throw Mismatch();
            default: throw new TemplateException($"'{directive}' is a bad directive in format '{_format}'");
        }
    }

    private int Digits(int least, int most)
    {
        var end = _at;
        while (end < _text.Length && end - _at < most && char.IsAsciiDigit(_text[end]))
            end++;
        if (end - _at < least)
            throw Mismatch();
        var number = int.Parse(_text.AsSpan(_at, end - _at), CultureInfo.InvariantCulture);
        _at = end;
        return number;
    }

    /// <summary>As many digits as keep the number in range: "%d" reads only the 3 of "32".</summary>
    private int Number(int most, int low, int high)
    {
        var start = _at;
        for (var digits = most; digits > 0; digits--)
        {
            _at = start;
            var number = Digits(1, digits);
            if (number >= low && number <= high)
                return number;
        }

        throw Mismatch();
    }

    private void Fraction()
    {
        var start = _at;
        _micros = Digits(1, 6);
        for (var digits = _at - start; digits < 6; digits++)
            _micros *= 10;
    }

    private int Name(string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            foreach (var name in new[] { names[i], names[i][..Math.Min(3, names[i].Length)] })
            {
                if (string.Compare(_text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0)
                    continue;
                _at += name.Length;
                return i;
            }
        }

        throw Mismatch();
    }

    private void Offset()
    {
        if (_at < _text.Length && _text[_at] is 'Z')
        {
            _at++;
            _offset = TimeSpan.Zero;
            return;
        }

        if (_at >= _text.Length || _text[_at] is not ('+' or '-'))
            throw Mismatch();
        var sign = _text[_at++] == '-' ? -1 : 1;
        var hours = Digits(2, 2);
        if (_at < _text.Length && _text[_at] == ':')
            _at++;
        var minutes = Digits(2, 2);
        var seconds = 0;
        if (_at + 2 < _text.Length && _text[_at] == ':')
        {
            _at++;
            seconds = Digits(2, 2);
        }

        // .NET keeps offsets to the minute; Python would keep the seconds.
        _offset = sign * new TimeSpan(hours, minutes + (seconds / 60), 0);
    }

    private void Zone()
    {
        foreach (var name in new[] { "UTC", "GMT" })
        {
            if (string.Compare(_text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                _at += name.Length;
                return;
            }
        }

        throw Mismatch();
    }

    private DateTimeOffset Build()
    {
        var hour = _afternoon is { } afternoon ? (_hour % 12) + (afternoon ? 12 : 0) : _hour;
        try
        {
            var date = _dayOfYear > 0 ? new DateTime(_year, 1, 1).AddDays(_dayOfYear - 1) : new DateTime(_year, _month, _day);
            var clock = date.AddHours(hour).AddMinutes(_minute).AddSeconds(_second).AddMicroseconds(_micros);
            return new DateTimeOffset(clock, _offset ?? TimeSpan.Zero);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new TemplateException("day is out of range for month", error);
        }
    }

    private TemplateException Mismatch() => new($"time data {PythonText.Repr(_text)} does not match format {PythonText.Repr(_format)}");
}
