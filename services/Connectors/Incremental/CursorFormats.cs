using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ControlPlane.Templating.Manifests;

namespace ControlPlane.Connectors.Incremental;

/// <summary>Reads and writes times in the formats of a cursor; times without a zone are UTC.</summary>
internal sealed class CursorFormats(IReadOnlyList<string> inputs, string output)
{
    private const string IsoSeconds = "%Y-%m-%dT%H:%M:%SZ";

    public string Output => output;

    public IReadOnlyList<string> Inputs => inputs;

    public string Format(DateTimeOffset time) => PythonDateTime.Format(time, output);

    public bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        string? decoded = null;
        foreach (var format in inputs)
        {
            // The commonest format is read without making a string of it.
            if (format == IsoSeconds && text.Length == 20 && text[19] == 'Z' && TryIsoSeconds(text, out time)) return true;
            if (TryParse(decoded ??= Encoding.UTF8.GetString(text), format, out time)) return true;
        }

        return false;
    }

    public static bool TryParse(string text, string format, out DateTimeOffset time) => PythonDateTime.TryParse(text, format, out time);

    public static bool TryParseIso(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static bool TryIsoSeconds(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!Digits(text[..4], out var year) || !Digits(text.Slice(5, 2), out var month) || !Digits(text.Slice(8, 2), out var day)
            || !Digits(text.Slice(11, 2), out var hour) || !Digits(text.Slice(14, 2), out var minute) || !Digits(text.Slice(17, 2), out var second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        time = new(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && text[0] is >= (byte)'0' and <= (byte)'9';
}
