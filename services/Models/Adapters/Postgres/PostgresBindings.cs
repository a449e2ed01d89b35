using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>Values given beside a text that holds <c>%s</c> for each.</summary>
internal static class PostgresBindings
{
    /// <summary><c>%s</c> as <c>$1</c>, <c>$2</c>; <c>%%</c> as a percent sign.</summary>
    public static string Numbered(string sql)
    {
        var result = new StringBuilder(sql.Length);
        var number = 0;
        for (var i = 0; i < sql.Length; i++)
        {
            var next = sql[i] == '%' && i + 1 < sql.Length ? sql[i + 1] : '\0';
            if (next == 's') result.Append('$').Append(++number);
            else if (next == '%') result.Append('%');
            else
            {
                result.Append(sql[i]);
                continue;
            }
            i++;
        }
        return result.ToString();
    }

    public static string? Text(object? value) => value is null ? null : value is bool flag ? flag ? "true" : "false" : PythonText.Str(value);
}
