using System.Text.RegularExpressions;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Manifests;

/// <summary>The functions that manifests can call.</summary>
internal sealed partial class ManifestMacros(TimeProvider time, Func<Guid> newGuid)
{
    public Dictionary<string, TemplateFunction> All => new()
    {
        ["now_utc"] = _ => Now,
        ["today_utc"] = _ => DateOnly.FromDateTime(Now.DateTime),
        ["today_with_timezone"] = arguments => Today(arguments.Require<string>(0, "timezone")),
        ["timestamp"] = Timestamp,
        ["str_to_datetime"] = arguments => IsoDateTime.Parse(arguments.Require<string>(0, "s")),
        ["max"] = arguments => Extreme(arguments, sign: 1),
        ["min"] = arguments => Extreme(arguments, sign: -1),
        ["day_delta"] = arguments => PythonDateTime.Strftime(
            Now.AddDays(arguments.Require<double>(0, "num_days")), arguments.Get(1, "format", "%Y-%m-%dT%H:%M:%S.%f%z")!, isAware: true),
        ["duration"] = arguments => IsoDuration.Parse(arguments.Require<string>(0, "datestring")),
        ["format_datetime"] = FormatDateTime,
        ["sanitize_url"] = arguments => UrlText.Quote(arguments.Require<string>(0, "value"), "", plus: true),
        ["camel_case_to_snake_case"] = arguments => Humps().Replace(arguments.Require<string>(0, "value"), "_").ToLowerInvariant(),
        ["generate_uuid"] = _ => newGuid().ToString(),
    };

    private DateTimeOffset Now => time.GetUtcNow();

    private DateOnly Today(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
        ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, found).DateTime)
        : throw new TemplateException($"unknown time zone '{zone}'");

    private static object? Timestamp(TemplateArguments arguments) => arguments.Require(0, "dt") switch
    {
        double number => Numbers.Normalise(new System.Numerics.BigInteger(Math.Truncate(number))),
        string text => (IsoDateTime.Parse(text) - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond,
        Undefined undefined => throw undefined.Fail(),
        var value when Numbers.IsNumber(value) => Numbers.Normalise(Numbers.ToBig(value!)),
        var value => throw TemplateException.Type($"timestamp() takes a number or a text, not {TypeName.Of(value)}"),
    };

    private static object? Extreme(TemplateArguments arguments, int sign)
    {
        var items = arguments.Positional.Count == 1 ? Sequences.ToList(arguments.Positional[0]) : [.. arguments.Positional];
        if (items.Count == 0)
            throw arguments.Positional.Count == 1
                ? new TemplateException("max() or min() of an empty sequence")
                : TemplateException.Type("max() and min() expect at least 1 argument, got 0");
        return items.Aggregate((best, item) => PythonComparison.Compare(item, best) * sign > 0 ? item : best);
    }

    private static object? FormatDateTime(TemplateArguments arguments)
    {
        var value = arguments.Require(0, "dt");
        var format = arguments.Require<string>(1, "format");
        var input = arguments.Get<string>(2, "input_format");
        return value switch
        {
            // As in the reference, a datetime knows the plain directives only; %s is the epoch there as well.
            DateTimeOffset moment => PythonDateTime.Strftime(moment, format, isAware: true),
            DateTime moment => PythonDateTime.Strftime(Methods.TimeMethods.Time(moment), format, isAware: false),
            long or bool => PythonDateTime.Format(PythonDateTime.Parse(PythonText.Str(value), input ?? "%s"), format),
            string text => PythonDateTime.Format(input is null ? IsoDateTime.Parse(text) : TimeReader.Read(text, input).Time, format),
            Undefined undefined => throw undefined.Fail(),
            _ => throw TemplateException.Type(
                $"format_datetime() takes a datetime, a text or a whole number, not {TypeName.Of(value)}"),
        };
    }

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Humps();
}
