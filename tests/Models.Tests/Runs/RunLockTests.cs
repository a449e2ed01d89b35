using ControlPlane.Models.Runs;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Runs;

public sealed class RunLockTests
{
    [Fact]
    public void A_second_run_in_one_target_folder_is_refused_until_the_first_has_ended()
    {
        using var folder = new TemporaryFolder();
        using (RunLock.Take(folder["target"]))
            Should.Throw<RunException>(() => RunLock.Take(folder["target"])).Message.ShouldStartWith("Another run is writing to ");
        RunLock.Take(folder["target"]).Dispose();
    }
}
