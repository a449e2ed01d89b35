using System.Buffers.Text;
using System.Text;
using ControlPlane.Contracts;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>
/// One line of a raw or bronze object: <c>{"_airbyte_raw_id":"…","_airbyte_extracted_at":"…","_tenant":"…","_airbyte_data":…}\n</c>.
/// The part before the record has a fixed width for a tenant, so that nothing in a record can pass for it.
/// </summary>
internal sealed class RawLine
{
    private const string BeforeId = "{\"_airbyte_raw_id\":\"";
    private const string BeforeTime = "\",\"_airbyte_extracted_at\":\"";
    private const string SampleId = "00000000-0000-0000-0000-000000000000";
    private const string SampleTime = "2000-01-01T00:00:00.000Z";
    private const int IdAt = 20;
    private const int TimeAt = 83;

    private readonly byte[] _prefix;

    public RawLine(TenantId tenant) =>
        _prefix = Encoding.ASCII.GetBytes($"{BeforeId}{SampleId}{BeforeTime}{SampleTime}\",\"_tenant\":\"{tenant}\",\"_airbyte_data\":");

    /// <summary>Bytes of a line beside its record, the line feed included.</summary>
    public int Overhead => _prefix.Length + 2;

    public int PrefixLength => _prefix.Length;

    /// <summary>Writes the whole line and returns its length.</summary>
    /// <param name="time">From <see cref="FormatTime"/>.</param>
    public int Write(Span<byte> target, Guid id, ReadOnlySpan<byte> time, ReadOnlySpan<byte> record)
    {
        _prefix.CopyTo(target);
        id.TryFormat(target[IdAt..], out _);
        time.CopyTo(target[TimeAt..]);
        var body = target[_prefix.Length..];
        record.CopyTo(body);
        // A line feed within a record can only be white space between its tokens (or make it invalid, which validation tells).
        if (record.Contains((byte)'\n')) body[..record.Length].Replace((byte)'\n', (byte)' ');
        body[record.Length] = (byte)'}';
        body[record.Length + 1] = (byte)'\n';
        return _prefix.Length + record.Length + 2;
    }

    /// <summary>The record within a line (without its line feed); false when the line was not written by us.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (line.Length < _prefix.Length + 1 || line[^1] != (byte)'}') return false;
        if (!line[..IdAt].SequenceEqual(_prefix.AsSpan(0, IdAt)) || !line[(IdAt + 36)..TimeAt].SequenceEqual(_prefix.AsSpan((IdAt + 36)..TimeAt))) return false;
        if (!line[(TimeAt + 24).._prefix.Length].SequenceEqual(_prefix.AsSpan((TimeAt + 24).._prefix.Length))) return false;
        record = line[_prefix.Length..^1];
        return true;
    }

    /// <summary>The id and time of a line that <see cref="TryRead"/> accepts.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> line, out Guid id, out DateTimeOffset time)
    {
        time = default;
        return Utf8Parser.TryParse(line.Slice(IdAt, 36), out id, out var used, 'D') && used == 36 && TryParseTime(line.Slice(TimeAt, 24), out time);
    }

    /// <summary><c>2026-11-21T09:00:00.000Z</c>, 24 bytes.</summary>
    public static void FormatTime(DateTimeOffset time, Span<byte> target) => time.UtcDateTime.TryFormat(target, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static bool TryParseTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[23] != 'Z') return false;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)) return false;
        if (!Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second) || !Number(text[20..23], out var millisecond)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        time = new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = number * 10 + digit - '0';
        }
        return true;
    }
}
