using System.Globalization;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating;
using ControlPlane.Templating.Manifests;
using ControlPlane.Templating.Values;
using static ControlPlane.Models.Jinja.Context.Modules;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>modules.datetime</c>. Times without a zone are <see cref="DateTime"/>, those with one <see cref="DateTimeOffset"/>.</summary>
internal static class DateTimeModule
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static MemberMap All { get; } = Module("<module 'datetime'>", new()
    {
        ["datetime"] = Module("<class 'datetime.datetime'>", new()
        {
            ["now"] = Function(arguments => arguments[0, "tz"] is { } zone ? (object)TimeZoneValue.Convert(DateTimeOffset.UtcNow, zone) : Micros(DateTime.UtcNow)),
            ["utcnow"] = Function(_ => Micros(DateTime.UtcNow)),
            ["today"] = Function(_ => Micros(DateTime.UtcNow)),
            ["strptime"] = Function(arguments => Parse(arguments.Require<string>(0, "date_string"), arguments.Require<string>(1, "format"))),
            ["fromisoformat"] = Function(arguments => FromIso(arguments.Require<string>(0, "date_string"))),
            ["fromtimestamp"] = Function(arguments => FromTimestamp(arguments)),
            ["utcfromtimestamp"] = Function(arguments => FromTimestamp(arguments)),
            ["combine"] = Function(arguments => arguments.Require<DateOnly>(0, "date").ToDateTime(TimeOnly.FromTimeSpan(arguments.Require<TimeSpan>(1, "time")))),
            ["min"] = DateTime.MinValue,
            ["max"] = DateTime.MaxValue,
        }, NewDateTime),
        ["date"] = Module("<class 'datetime.date'>", new()
        {
            ["today"] = Function(_ => DateOnly.FromDateTime(DateTime.UtcNow)),
            ["fromisoformat"] = Function(arguments => DateOnly.ParseExact(arguments.Require<string>(0, "date_string"), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ["fromtimestamp"] = Function(arguments => DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddSeconds(arguments.Require<double>(0, "timestamp")).DateTime)),
            ["min"] = DateOnly.MinValue,
            ["max"] = DateOnly.MaxValue,
        }, arguments => new DateOnly(arguments.Require<int>(0, "year"), arguments.Require<int>(1, "month"), arguments.Require<int>(2, "day"))),
        ["time"] = Module("<class 'datetime.time'>", [], arguments =>
            new TimeSpan(0, arguments.Get(0, "hour", 0), arguments.Get(1, "minute", 0), arguments.Get(2, "second", 0), 0, arguments.Get(3, "microsecond", 0))),
        ["timedelta"] = Module("<class 'datetime.timedelta'>", [], NewDuration),
        ["timezone"] = Module("<class 'datetime.timezone'>", new() { ["utc"] = TimeZoneValue.Utc }),
    });

    private static object? NewDateTime(TemplateArguments arguments)
    {
        var time = new DateTime(
            arguments.Require<int>(0, "year"), arguments.Require<int>(1, "month"), arguments.Require<int>(2, "day"),
            arguments.Get(3, "hour", 0), arguments.Get(4, "minute", 0), arguments.Get(5, "second", 0)).AddMicroseconds(arguments.Get(6, "microsecond", 0));
        return arguments[7, "tzinfo"] is { } zone ? (object)TimeZoneValue.Attach(time, zone) : time;
    }

    private static object? NewDuration(TemplateArguments arguments)
    {
        double Part(int index, string name) => arguments.Get(index, name, 0.0);
        var days = Part(0, "days") + (Part(6, "weeks") * 7);
        var seconds = Part(1, "seconds") + (Part(4, "minutes") * 60) + (Part(5, "hours") * 3600);
        var micros = Part(2, "microseconds") + (Part(3, "milliseconds") * 1000);
        return (Day * days) + TimeSpan.FromTicks((long)Math.Round((seconds * TimeSpan.TicksPerSecond) + (micros * TimeSpan.TicksPerMicrosecond)));
    }

    private static object? FromTimestamp(TemplateArguments arguments)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(arguments.Require<double>(0, "timestamp") * 1e6) * TimeSpan.TicksPerMicrosecond);
        return arguments[1, "tz"] is { } zone ? (object)TimeZoneValue.Convert(time, zone) : time.DateTime;
    }

    private static object? Parse(string text, string format)
    {
        var time = PythonDateTime.Parse(text, format);
        return format.Contains("%z", StringComparison.Ordinal) || format.Contains("%Z", StringComparison.Ordinal) ? (object)time : time.DateTime;
    }

    private static object? FromIso(string text)
    {
        var hasZone = text.EndsWith('Z') || text.LastIndexOf('+') > 10 || text.LastIndexOf('-') > 10;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new TemplateException($"Invalid isoformat string: '{text}'");
        return hasZone ? (object)time : time.DateTime;
    }

    private static DateTime Micros(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
}
