using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.Models.Adapters.DuckDb;

internal static partial class DuckDbErrors
{
    public static AdapterException Translate(DuckDbException exception, string sql)
    {
        var line = Lines().Match(exception.Message) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return new AdapterException(exception.Message.Trim(), sql, line, innerException: exception);
    }

    /// <summary>The engine quotes the value that does not fit, and not where it stands.</summary>
    /// <param name="before">How many rows went before these.</param>
    public static AdapterException OfRow(AdapterException error, IReadOnlyList<string> columns, object?[][] rows, int before)
    {
        // The statement it points into is this program's, not the author's.
        var message = error.Message.Split("\n\nLINE ")[0];
        var value = Quoted().Match(message).Groups["value"].Value;
        var row = value.Length == 0 ? -1 : Array.FindIndex(rows, row => Array.IndexOf(row, value) >= 0);
        return new AdapterException(message, error.Sql, 0, error.Code, error.InnerException)
        {
            Row = row < 0 ? null : before + row, Column = row < 0 ? null : columns[Array.IndexOf(rows[row], value)].Trim('"'),
        };
    }

    [GeneratedRegex("'(?<value>[^']*)'|\"(?<value>[^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^LINE (\d+):", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
