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

    [GeneratedRegex(@"^LINE (\d+):", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
