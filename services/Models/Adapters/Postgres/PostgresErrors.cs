using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>The server's words in the order and form that its own programs print.</summary>
internal static partial class PostgresErrors
{
    private const int ShownLength = 60;
    private const int MinRight = 10;

    /// <param name="offset">Where the failed statement begins in the text; null when that is not known.</param>
    /// <param name="linesBefore">Lines of the message that was sent which come before the text: the engine names its own lines.</param>
    public static AdapterException Translate(Exception exception, string sql, int? offset, bool cancelled, int linesBefore = 0)
    {
        if (exception is not PostgresException error) return new AdapterException(cancelled ? "canceling statement due to user request" : Reason(exception), sql, innerException: exception);
        var message = new StringBuilder(error.MessageText);
        var line = 0;
        if (offset is { } start && error.Position > 0 && Place(sql, start, error.Position) is var place && place >= 0)
        {
            line = sql.AsSpan(0, place).Count('\n') + 1;
            message.Append(Marked(sql, place, line, linesBefore));
        }
        if (error.Detail is { } detail) message.Append("\nDETAIL:  ").Append(detail);
        if (error.Hint is { } hint) message.Append("\nHINT:  ").Append(hint);
        if (error.InternalQuery is { } query) message.Append("\nQUERY:  ").Append(query);
        if (error.Where is { } where) message.Append("\nCONTEXT:  ").Append(where);
        var copied = Copied().Match(error.Where ?? "");
        return new AdapterException(message.ToString(), sql, line, error.SqlState, exception)
        {
            Row = copied.Success ? int.Parse(copied.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) - 1 : null, Column = copied.Groups["column"] is { Success: true, Value: var column } ? column : null,
        };
    }

    public static AdapterException Unreachable(Exception exception, PostgresSettings settings) => new(
        $"connection to server at \"{settings.Host}\", port {settings.Port} failed: {Reason(exception)}", code: (exception as PostgresException)?.SqlState, innerException: exception);

    private static string Reason(Exception exception) => exception is PostgresException error ? error.MessageText : exception.InnerException is { } inner ? $"{exception.Message}: {inner.Message}" : exception.Message;

    /// <summary>The server counts characters, .NET UTF-16 units.</summary>
    private static int Place(string sql, int offset, int position)
    {
        var place = offset;
        if (place < 0)
        {
            position += place;
            place = 0;
        }
        for (var left = position - 1; left > 0 && place < sql.Length; left--)
            place += char.IsHighSurrogate(sql[place]) && place + 1 < sql.Length ? 2 : 1;
        return position < 1 ? -1 : Math.Min(place, Math.Max(0, sql.Length - 1));
    }

    private static string Marked(string sql, int place, int line, int linesBefore)
    {
        var start = place == 0 ? 0 : sql.LastIndexOf('\n', place - 1) + 1;
        var end = sql.IndexOf('\n', place) is >= 0 and var next ? next : sql.Length;
        var (from, to) = (start, end);
        if (end - start > ShownLength)
        {
            (from, to) = place + MinRight - start <= ShownLength ? (start, start + ShownLength)
                : end - place > MinRight ? (Math.Max(start, place + MinRight - ShownLength), place + MinRight) : (end - ShownLength, end);
        }
        var label = $"LINE {line + linesBefore}: {(from > start ? "..." : "")}";
        var shown = sql[from..to].Replace('\t', ' ').TrimEnd('\r');
        return $"\n{label}{shown}{(to < end ? "..." : "")}\n{new string(' ', label.Length + place - from)}^";
    }

    [GeneratedRegex("^COPY .+, line (?<line>\\d+)(, column (?<column>[^:]+))?")]
    private static partial Regex Copied();
}
