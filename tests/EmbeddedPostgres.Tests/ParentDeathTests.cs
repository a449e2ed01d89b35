using System.Diagnostics;
using System.Globalization;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Tests;

/// <summary>The parent that dies is this test program itself, started once more to run one explicit test.</summary>
public sealed class ParentDeathTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_parent_leaves_no_orphan_and_the_data_is_there_at_the_next_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the next start stops the orphan.");
        var (parent, postmaster) = await StartParentAsync();
        parent.Kill();
        await ProcessCheck.EventuallyAsync(() => PostgresProcesses.AllOn(_folder.Cluster).Count == 0, "server ends with its parent");
        PostgresProcesses.WorksOn(postmaster, _folder.Cluster).ShouldBeFalse();
        await using var again = await _folder.StartAsync();
        (await DataFolder.QueryAsync(again, "SELECT answer FROM kept")).ShouldBe(42);
    }

    [Fact]
    public async Task Start_right_after_the_parent_was_killed_waits_for_the_old_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the next start stops the orphan.");
        var (parent, _) = await StartParentAsync();
        parent.Kill();
        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var again = await _folder.StartAsync();
        (await DataFolder.QueryAsync(again, "SELECT answer FROM kept")).ShouldBe(42);
    }

    [Fact]
    public async Task Second_process_is_refused_and_told_who_holds_the_folder()
    {
        var (parent, _) = await StartParentAsync();
        try
        {
            (await Should.ThrowAsync<DataDirectoryInUseException>(() => _folder.StartAsync())).OwnerProcessId.ShouldBe(parent.Id);
        }
        finally
        {
            parent.Kill();
            await ProcessCheck.EventuallyAsync(() => PostgresProcesses.AllOn(_folder.Cluster).Count == 0, "server ends with its parent");
        }
    }

    private async Task<(Process Parent, int Postmaster)> StartParentAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, Executables.FileName(typeof(ParentDeathTests).Assembly.GetName().Name!));
        var method = $"{typeof(ParentProcess).FullName}.{nameof(ParentProcess.Parent_that_starts_a_server_and_waits_to_be_killed)}";
        var info = new ProcessStartInfo(program, ["-method", method, "-explicit", "only"]) { RedirectStandardOutput = true };
        info.Environment[ParentProcess.FolderVariable] = _folder.Data;
        var parent = Process.Start(info)!;
        var output = parent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ready = Path.Combine(_folder.Data, "child");
        await ProcessCheck.EventuallyAsync(() => File.Exists(ready) || parent.HasExited, "parent starts its server", seconds: 60);
        if (parent.HasExited) Assert.Fail(await output);
        return (parent, int.Parse(File.ReadAllText(ready), CultureInfo.InvariantCulture));
    }
}
