using System.Collections.Frozen;
using ControlPlane.Templating.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Methods of datetime, date and timedelta. A naive datetime counts as UTC where Python would take the machine's zone.</summary>
internal static class TimeMethods
{
    public static FrozenDictionary<string, Method> All { get; } = new Dictionary<string, Method>
    {
        ["strftime"] = (self, arguments) => PythonDateTime.Strftime(Time(self), arguments.Require<string>(0, "format"), self is DateTimeOffset),
        ["isoformat"] = (self, arguments) => TimeText.Iso(self, arguments.Get(0, "sep", "T")!),
        ["date"] = (self, _) => DateOnly.FromDateTime(Time(self).DateTime),
        ["timestamp"] = (self, _) => (Time(self) - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond,
        ["weekday"] = (self, _) => ((int)Time(self).DayOfWeek + 6L) % 7,
        ["isoweekday"] = (self, _) => (((int)Time(self).DayOfWeek + 6L) % 7) + 1,
        ["toordinal"] = (self, _) => DateOnly.FromDateTime(Time(self).DateTime).DayNumber + 1L,
        ["astimezone"] = (self, arguments) => TimeZoneValue.Convert(Time(self), arguments[0, "tz"]),
        ["utcoffset"] = (self, _) => self is DateTimeOffset time ? time.Offset : null,
        ["replace"] = Replace,
        ["total_seconds"] = (self, _) => self is TimeSpan span ? span.Ticks / 10 / 1e6 : throw Missing(self, "total_seconds"),
    }.ToFrozenDictionary();

    public static DateTimeOffset Time(object self) => self switch
    {
        DateTimeOffset time => time,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        _ => throw Missing(self, "of a datetime"),
    };

    private static TemplateException Missing(object self, string name) =>
        TemplateException.Type($"'{TypeName.Of(self)}' object has no attribute '{name}'");

    private static object? Replace(object self, TemplateArguments arguments)
    {
        var time = Time(self);
        int Part(int index, string name, int current) => arguments.Get(index, name, current);
        try
        {
            var date = new DateOnly(Part(0, "year", time.Year), Part(1, "month", time.Month), Part(2, "day", time.Day));
            if (self is DateOnly)
                return date;
            var clock = new DateTime(date, new TimeOnly(Part(3, "hour", time.Hour), Part(4, "minute", time.Minute), Part(5, "second", time.Second)))
                .AddMicroseconds(Part(6, "microsecond", TimeText.Microseconds(time.DateTime)));
            if (!arguments.TryGet(7, "tzinfo", out var zone))
                return self is DateTime ? (object)clock : new DateTimeOffset(clock, time.Offset);
            return zone is null ? (object)clock : TimeZoneValue.Attach(clock, zone);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new TemplateException("a part of the date is out of range", error);
        }
    }
}
