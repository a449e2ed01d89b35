using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>What an unquoted text stands for by the rules of YAML 1.1, as the reference's loader has them.</summary>
internal static partial class YamlScalar
{
    public static object? Resolve(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific) return Tagged(scalar);
        return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value) : scalar.Value;
    }

    /// <summary>Keys are texts everywhere in a project; other keys are taken as they are written.</summary>
    public static string Key(object? key) => key switch
    {
        string text => text,
        null => "None",
        bool flag => flag ? "True" : "False",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "",
    };

    public static object? Plain(string text)
    {
        if (text.Length == 0) return null;
        switch (text[0])
        {
            case '~' when text.Length == 1:
                return null;
            case 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'y' or 'Y' or 'o' or 'O':
                return Word(text);
            case >= '0' and <= '9' or '-' or '+' or '.':
                return Number(text);
            default:
                return text;
        }
    }

    private static object? Word(string text) => text switch
    {
        "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => text,
    };

    private static object Number(string text)
    {
        if (Whole(text) is { } whole) return whole;
        if (Real().IsMatch(text)) return double.Parse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Infinite().IsMatch(text)) return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (text is ".nan" or ".NaN" or ".NAN") return double.NaN;
        if (text.Length >= 8 && text.Contains('-', StringComparison.Ordinal) && Moment(text) is { } moment) return moment;
        return text;
    }

    private static object? Whole(string text)
    {
        if (!Integer().IsMatch(text)) return null;
        var negative = text[0] == '-';
        var digits = text.TrimStart('+', '-').Replace("_", "", StringComparison.Ordinal);
        try
        {
            var value = digits switch
            {
                "0" => 0,
                ['0', 'x', .. var hex] => Convert.ToInt64(hex, 16),
                ['0', 'b', .. var binary] => Convert.ToInt64(binary, 2),
                ['0', .. var octal] => Convert.ToInt64(octal, 8),
                _ when digits.Contains(':', StringComparison.Ordinal) => digits.Split(':').Aggregate(0L, (sum, part) => checked(sum * 60 + long.Parse(part, CultureInfo.InvariantCulture))),
                _ => long.Parse(digits, CultureInfo.InvariantCulture),
            };
            return negative ? -value : value;
        }
        catch (OverflowException)
        {
            return double.Parse(digits, CultureInfo.InvariantCulture) * (negative ? -1 : 1);
        }
    }

    private static object? Moment(string text)
    {
        if (Date().IsMatch(text)) return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        return Timestamp().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    private static object? Tagged(Scalar scalar) => scalar.Tag.Value switch
    {
        "tag:yaml.org,2002:str" => scalar.Value,
        "tag:yaml.org,2002:null" => null,
        "tag:yaml.org,2002:float" when Plain(scalar.Value) is long whole => (double)whole,
        "tag:yaml.org,2002:int" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:timestamp" => Plain(scalar.Value),
        _ => throw new YamlException(scalar.Start, scalar.End, $"the tag '{scalar.Tag}' has no meaning here"),
    };

    [GeneratedRegex(@"^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)\z")]
    private static partial Regex Real();

    [GeneratedRegex(@"^[-+]?\.(?:inf|Inf|INF)\z")]
    private static partial Regex Infinite();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?\z")]
    private static partial Regex Timestamp();
}
