using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Os;

namespace ControlPlane.EmbeddedPostgres.Tests;

internal static class ProcessCheck
{
    public static async Task EventuallyAsync(Func<bool> condition, string what, int seconds = 30)
    {
        for (var started = Stopwatch.GetTimestamp(); !condition();)
        {
            Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(seconds, what);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task KillAsync(int pid, string cluster)
    {
        PostgresProcesses.WorksOn(pid, cluster).ShouldBeTrue("only a process of this test is ever killed");
        Native.Kill(pid, Native.SigKill).ShouldBe(0);
        return EventuallyAsync(() => !PostgresProcesses.WorksOn(pid, cluster), "killed process is gone");
    }
}
