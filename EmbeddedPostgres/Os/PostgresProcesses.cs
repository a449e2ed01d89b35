using System.Diagnostics;
using System.Globalization;

namespace ControlPlane.EmbeddedPostgres.Os;

/// <summary>Recognises PostgreSQL processes that work on one cluster folder, so that a reused process id is never signalled.</summary>
internal static class PostgresProcesses
{
    /// <summary>True when the process is a PostgreSQL process working on this cluster. The start time that postmaster.pid claims
    /// counts only where the system cannot tell a process's folder.</summary>
    public static bool WorksOn(int pid, string cluster, DateTimeOffset? startedAt = null)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadAllText($"/proc/{pid}/comm").Trim() == "postgres"
                    && Native.RealPath(cluster) is { } real
                    && new FileInfo($"/proc/{pid}/cwd").LinkTarget == real;
            }

            using var process = Process.GetProcessById(pid);
            return process.ProcessName is "postgres" && startedAt is { } claimed
                && (process.StartTime.ToUniversalTime() - claimed.UtcDateTime).Duration() < TimeSpan.FromSeconds(5);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Every process of the cluster, also backends that outlived their postmaster. Linux only; empty elsewhere.</summary>
    public static IReadOnlyList<int> AllOn(string cluster) =>
        OperatingSystem.IsLinux()
            ? [.. Directory.EnumerateDirectories("/proc")
                .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0 && WorksOn(pid, cluster))]
            : [];
}
