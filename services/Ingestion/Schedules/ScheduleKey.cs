namespace ControlPlane.Ingestion.Schedules;

/// <summary>The key of a schedule's work row: time zone and cron, <c>Europe/Berlin 0 0 6 * * ?</c>.</summary>
internal sealed record ScheduleKey(string Cron, string TimeZone)
{
    public static ScheduleKey Parse(string key)
    {
        var gap = key.IndexOf(' ', StringComparison.Ordinal);
        return new(key[(gap + 1)..], key[..gap]);
    }

    public override string ToString() => $"{TimeZone} {Cron}";
}
