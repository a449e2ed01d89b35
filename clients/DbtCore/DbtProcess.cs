using System.Diagnostics;
using System.Globalization;

namespace ControlPlane.Clients.DbtCore;

/// <summary>A dbt at work, so that it can be told from others after whoever started it has gone: numbers of processes are given again.</summary>
/// <param name="Machine">Where it is.</param>
/// <param name="Id">The number that the operating system gave it.</param>
/// <param name="StartedAt">To the second, by that machine's clock.</param>
public sealed record DbtProcess(string Machine, int Id, DateTimeOffset StartedAt)
{
    /// <summary><c>host 4711 1763760000</c></summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Machine} {Id} {StartedAt.ToUnixTimeSeconds()}");

    /// <returns>Null for what <see cref="ToString"/> did not write.</returns>
    public static DbtProcess? Parse(string text) => text.Split(' ') is [var machine, var id, var at]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var number) && long.TryParse(at, CultureInfo.InvariantCulture, out var seconds)
        ? new(machine, number, DateTimeOffset.FromUnixTimeSeconds(seconds)) : null;

    internal static DbtProcess Of(Process process) => new(Environment.MachineName, process.Id, StartOf(process) ?? DateTimeOffset.UnixEpoch);

    /// <returns>Null where it has ended, or is on another machine.</returns>
    internal Process? Find()
    {
        if (Machine != Environment.MachineName || ProcessTree.IsDefunct(Id)) return null;
        try
        {
            var process = Process.GetProcessById(Id);
            // The clock may be read differently by a second each time.
            if (StartOf(process) is { } at && (at - StartedAt).Duration() <= TimeSpan.FromSeconds(2)) return process;
            process.Dispose();
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static DateTimeOffset? StartOf(Process process)
    {
        try
        {
            return new DateTimeOffset(process.StartTime).ToUniversalTime();
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            return null;
        }
    }
}
