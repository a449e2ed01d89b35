using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd;

/// <summary>AppHost as a process: staying up, stopping, starting again, and folders that it cannot have.</summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("lifetime");

    private string Data => _folder["data"];

    [Fact]
    public async Task Ctrl_C_stops_everything_cleanly_and_a_second_start_finds_everything_as_it_was()
    {
        Guid run;
        await using (var first = AppHostProcess.Start(Data))
        {
            await first.StaysUpAsync();
            run = await first.RunAsync();
            var page = await PageAsync(await first.AddressAsync());
            page.ShouldContain("acme-dev");
            page.ShouldContain(run.ToString());
            var (address, postmaster) = (await first.AddressAsync(), Server.ProcessId(first.Data));

            var stopping = Stopwatch.StartNew();
            first.Process.Signal("INT");
            (await first.Process.ExitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0, first.Process.Said);
            stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            IsAlive(postmaster).ShouldBeFalse();
            IsFree(address.Port).ShouldBeTrue();
            first.Process.Error.ShouldBeEmpty();
        }

        await using var second = AppHostProcess.Start(Data);
        await second.StaysUpAsync();
        second.Process.Output.ShouldContain("acme-dev is as it was; its last run:");
        second.Process.Output.ShouldNotContain("Onboarding");
        (await second.RunAsync()).ShouldBe(run);
        using var client = await second.OperatorAsync();
        (await client.GetAsync("v1/runs", default))["items"]!.AsArray().Count.ShouldBe(1);
        (await client.GetAsync("v1/tenants", default))["tenants"]!.AsArray().Count.ShouldBe(1);
        second.Process.Error.ShouldBeEmpty();

        await using var beside = AppHostProcess.Start(Data);
        (await beside.Process.ExitAsync()).ShouldBe(2);
        beside.Process.Error.ShouldContain($"is in use by process {second.Process.Id}");
        (await client.GetAsync("v1/runs", default))["items"]!.AsArray().Count.ShouldBe(1);
        second.Process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Ctrl_C_during_a_run_stops_promptly_and_the_next_start_completes_the_run()
    {
        var file = EventFile.Write(_folder["events.jsonl"], good: 20_000);
        Guid run;
        await using (var first = AppHostProcess.Start(Data, "--landed", file))
        {
            run = await first.RunAsync();
            first.Process.Signal("INT");
            (await first.Process.ExitAsync(TimeSpan.FromSeconds(30))).ShouldBe(130, first.Process.Said);
        }

        await using var second = AppHostProcess.Start(Data, "--landed", file);
        using var client = await second.OperatorAsync();
        await Eventually.TrueAsync($"run {run} to succeed", async () => await client.StatusAsync(run) == "Succeeded", ChildProcess.Patience);
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_named_in_one_clear_message()
    {
        var file = _folder["file"];
        await File.WriteAllTextAsync(file, "not a folder");

        await using var host = AppHostProcess.Start(Path.Combine(file, "data"), "--once");

        (await host.Process.ExitAsync()).ShouldBe(2, host.Process.Said);
        host.Process.Error.ShouldContain("cannot be used");
        host.Process.Error.ShouldNotContain("   at ");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> PageAsync(Uri address)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(address);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
