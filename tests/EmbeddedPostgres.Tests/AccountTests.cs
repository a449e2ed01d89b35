using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Os;

namespace ControlPlane.EmbeddedPostgres.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class AccountTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_never_runs_as_root()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var server = await _folder.StartAsync();
        var uid = File.ReadLines($"/proc/{server.ProcessId}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        uid.ShouldNotBe("0");
    }

    [Fact]
    public async Task Server_has_a_session_of_its_own_so_that_interrupting_the_terminal_does_not_reach_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var server = await _folder.StartAsync();
        var afterName = File.ReadAllText($"/proc/{server.ProcessId}/stat").Split(") ")[1].Split(' ');
        afterName[3].ShouldBe(server.ProcessId.ToString(CultureInfo.InvariantCulture), "session id");
    }

    [Fact]
    public async Task Cluster_of_another_user_goes_on_as_that_user()
    {
        SkipUnlessRoot();
        await using (await _folder.StartAsync()) { }
        using (var chown = Process.Start("chown", ["-R", "nobody", _folder.Cluster])) await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var server = await _folder.StartAsync();
        ServerAccount.Resolve(_folder.Cluster)!.Name.ShouldBe("nobody");
        (await DataFolder.QueryAsync(server, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Data_folder_below_a_private_folder_of_root_works()
    {
        SkipUnlessRoot();
        var home = Directory.CreateDirectory(Path.Combine(_folder.Root, "private"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var options = _folder.Options with { DataDirectory = Path.Combine(home, "postgres") };
        await using (await _folder.StartAsync(options)) { }
        await using var again = await _folder.StartAsync(options);
        (await DataFolder.QueryAsync(again, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Binaries_that_the_servers_account_cannot_reach_are_named_with_the_reason()
    {
        SkipUnlessRoot();
        var home = Directory.CreateDirectory(Path.Combine(_folder.Root, "private"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        foreach (var program in new[] { "postgres", "initdb" }) File.WriteAllText(Path.Combine(home, program), "");
        var failure = await Should.ThrowAsync<BinariesNotFoundException>(() => _folder.StartAsync(_folder.Options with { BinariesDirectory = home }));
        failure.Message.ShouldContain("cannot run them");
    }

    [Fact]
    public async Task Orphan_that_did_not_end_with_its_parent_is_stopped_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Starts the orphan by hand.");
        int port;
        await using (var server = await _folder.StartAsync()) port = server.Port;
        var account = ServerAccount.Resolve(_folder.Cluster);
        var postgres = (await new BinaryLocator(_folder.Options, account, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)
            .LocateAsync(null, TestContext.Current.CancellationToken)).Postgres;
        string[] command = [.. account?.Drop(dieWithParent: false) ?? [], postgres, "-D", _folder.Cluster, "-c", $"port={port}", "-c", "unix_socket_directories="];
        using var orphan = Process.Start(command[0], command[1..]);
        await ProcessCheck.EventuallyAsync(() => PostgresProcesses.WorksOn(orphan.Id, _folder.Cluster)
            && File.Exists(Path.Combine(_folder.Cluster, "postmaster.pid")), "orphan runs");

        await using var again = await _folder.StartAsync();
        orphan.HasExited.ShouldBeTrue();
        orphan.ExitCode.ShouldBe(0, "it was stopped cleanly");
        again.Port.ShouldBe(port);
    }

    [Fact]
    public async Task Where_children_cannot_be_tied_to_us_pg_ctl_starts_the_server()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "pg_ctl refuses root.");
        await using (var server = await _folder.StartAsync(_folder.Options with { Detached = true }))
            (await DataFolder.QueryAsync(server, "SELECT 1")).ShouldBe(1);
        PostgresProcesses.AllOn(_folder.Cluster).ShouldBeEmpty();
    }

    [Fact]
    public async Task Full_disk_is_said_and_the_half_made_cluster_is_cleared_away()
    {
        SkipUnlessRoot();
        var small = Directory.CreateDirectory(Path.Combine(_folder.Root, "small")).FullName;
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small]);
        await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, "This machine does not allow mounts.");
        try
        {
            var options = _folder.Options with { DataDirectory = Path.Combine(small, "postgres") };
            (await Should.ThrowAsync<EmbeddedPostgresException>(() => _folder.StartAsync(options))).Message.ShouldContain("No space left");
            Directory.GetDirectories(options.DataDirectory).ShouldBeEmpty();
        }
        finally
        {
            using var unmount = Process.Start("umount", [small]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_said()
    {
        var file = Path.Combine(_folder.Root, "file");
        File.WriteAllText(file, "");
        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => _folder.StartAsync(_folder.Options with { DataDirectory = Path.Combine(file, "postgres") }));
        failure.Message.ShouldContain("Choose a folder");
    }

    private static void SkipUnlessRoot() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root runs the server as somebody else.");
}
