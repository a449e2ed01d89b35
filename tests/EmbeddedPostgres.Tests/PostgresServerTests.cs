using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ControlPlane.EmbeddedPostgres.Os;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.EmbeddedPostgres.Tests;

public sealed class PostgresServerTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Server_starts_from_nothing_and_keeps_its_data_and_port_over_a_restart()
    {
        var started = Stopwatch.GetTimestamp();
        int port;
        await using (var server = await _folder.StartAsync(_folder.Options with { Durable = true }))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"from nothing: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
            await DataFolder.QueryAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            port = server.Port;
        }

        started = Stopwatch.GetTimestamp();
        await using var again = await _folder.StartAsync(_folder.Options with { Durable = true });
        TestContext.Current.TestOutputHelper!.WriteLine($"on existing data: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        (await DataFolder.QueryAsync(again, "SELECT answer FROM kept")).ShouldBe(42);
        again.Port.ShouldBe(port);
        (await DataFolder.QueryAsync(again, "SHOW fsync")).ShouldBe("on");
        (await DataFolder.QueryAsync(again, "SHOW synchronous_commit")).ShouldBe("on");
    }

    [Fact]
    public async Task Killed_server_recovers_what_was_committed()
    {
        await using (var server = await _folder.StartAsync(_folder.Options with { Durable = true }))
        {
            await DataFolder.QueryAsync(server, "CREATE TABLE kept AS SELECT n FROM generate_series(1, 10000) n");
            await ProcessCheck.KillAsync(server.ProcessId, _folder.Cluster);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using var again = await _folder.StartAsync();
        (await DataFolder.QueryAsync(again, "SELECT count(*) FROM kept")).ShouldBe(10000L);
    }

    [Fact]
    public async Task Backend_that_outlives_a_killed_postmaster_does_not_keep_the_folder()
    {
        Task busy;
        await using (var server = await _folder.StartAsync())
        {
            busy = DataFolder.QueryAsync(server, "SELECT count(*) FROM generate_series(1, 2000000000)");
            const string Running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%2000000000)' AND pid <> pg_backend_pid()";
            await ProcessCheck.EventuallyAsync(() => DataFolder.QueryAsync(server, Running).GetAwaiter().GetResult() is 1L, "query runs");
            await ProcessCheck.KillAsync(server.ProcessId, _folder.Cluster);
        }

        await using var again = await _folder.StartAsync();
        (await DataFolder.QueryAsync(again, "SELECT 1")).ShouldBe(1);
        await busy.ShouldThrowAsync<NpgsqlException>();
    }

    [Fact]
    public async Task Second_start_on_one_folder_is_refused_and_names_the_holder()
    {
        await using var server = await _folder.StartAsync();
        var refused = await Should.ThrowAsync<DataDirectoryInUseException>(() => _folder.StartAsync());
        refused.OwnerProcessId.ShouldBe(Environment.ProcessId);
        refused.Message.ShouldContain($"in use by process {Environment.ProcessId}");
        (await DataFolder.QueryAsync(server, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Connection_needs_the_password()
    {
        await using var server = await _folder.StartAsync();
        var builder = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Pooling = false, Password = "wrong" };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken))).SqlState.ShouldBe("28P01");
        (await DataFolder.QueryAsync(server, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules")).ShouldBe("scram-sha-256");
        (await DataFolder.QueryAsync(server, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Password_file_is_for_its_owner_only_and_lies_outside_the_cluster()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        await using var server = await _folder.StartAsync();
        var password = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString).Password!;
        var file = Path.Combine(_folder.Data, "superuser.password");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(file).ShouldBe(password);
        File.GetUnixFileMode(Path.Combine(_folder.Data, "server.log")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.EnumerateFiles(_folder.Data, "*", SearchOption.TopDirectoryOnly)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal) && File.ReadAllText(path).Contains(password, StringComparison.Ordinal))
            .ShouldBe([file]);
    }

    [Fact]
    public async Task Failing_statement_with_a_password_does_not_reach_the_log()
    {
        await using (var server = await _folder.StartAsync())
            await Should.ThrowAsync<PostgresException>(() => DataFolder.QueryAsync(server, "CREATE ROLE postgres PASSWORD 'hunter-two'"));
        File.ReadAllText(Path.Combine(_folder.Data, "server.log")).ShouldNotContain("hunter-two");
    }

    [Fact]
    public async Task Port_of_last_time_that_is_taken_gives_way_to_a_free_one()
    {
        int port;
        await using (var server = await _folder.StartAsync()) port = server.Port;
        using var taken = new TcpListener(IPAddress.Loopback, port);
        taken.Start();
        await using var again = await _folder.StartAsync();
        again.Port.ShouldNotBe(port);
        (await DataFolder.QueryAsync(again, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Demanded_port_that_is_taken_is_said_with_the_servers_own_words()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => _folder.StartAsync(_folder.Options with { Port = port }));
        failure.Message.ShouldContain($"port {port} is taken");
        failure.Message.ShouldContain("could not bind");
        await using var free = await _folder.StartAsync();
    }

    [Fact]
    public async Task Bad_setting_is_reported_with_the_end_of_the_log()
    {
        var options = _folder.Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "plenty" } };
        (await Should.ThrowAsync<EmbeddedPostgresException>(() => _folder.StartAsync(options))).Message.ShouldContain("shared_buffers");
    }

    [Fact]
    public async Task Half_made_cluster_of_an_interrupted_start_is_cleared_away()
    {
        var leftover = Directory.CreateDirectory(Path.Combine(_folder.Data, "initialising-0", "data", "base")).FullName;
        File.WriteAllText(Path.Combine(leftover, "1"), "");
        await using var server = await _folder.StartAsync();
        Directory.Exists(Path.Combine(_folder.Data, "initialising-0")).ShouldBeFalse();
    }

    [Fact]
    public async Task Folder_with_foreign_files_is_left_alone()
    {
        Directory.CreateDirectory(_folder.Cluster);
        File.WriteAllText(Path.Combine(_folder.Cluster, "thesis.txt"), "precious");
        (await Should.ThrowAsync<EmbeddedPostgresException>(() => _folder.StartAsync())).Message.ShouldContain("no PostgreSQL cluster");
        File.ReadAllText(Path.Combine(_folder.Cluster, "thesis.txt")).ShouldBe("precious");
    }

    [Fact]
    public async Task Process_that_only_shares_the_recorded_id_is_never_touched()
    {
        await using (await _folder.StartAsync()) { }
        // Of the server's own user, since PostgreSQL itself would believe such a process to be its predecessor.
        string[] sleep = [.. ServerAccount.Resolve(_folder.Cluster)?.Drop(dieWithParent: false) ?? [], "sleep", "60"];
        using var stranger = Process.Start(sleep[0], sleep[1..]);
        try
        {
            var pidFile = Path.Combine(_folder.Cluster, "postmaster.pid");
            File.WriteAllText(pidFile, $"{stranger.Id}\n{_folder.Cluster}\n{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\n5432\n\n127.0.0.1\n\nready\n");
            ServerAccount.Resolve(_folder.Cluster)?.Own(pidFile);
            await using (var server = await _folder.StartAsync()) (await DataFolder.QueryAsync(server, "SELECT 1")).ShouldBe(1);
            stranger.HasExited.ShouldBeFalse();
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task Template_makes_the_second_new_cluster_a_copy()
    {
        var options = _folder.Options with { TemplateDirectory = Path.Combine(_folder.Root, "template") };
        await using (await _folder.StartAsync(options)) { }
        var started = Stopwatch.GetTimestamp();
        await using var copy = await _folder.StartAsync(options with { DataDirectory = Path.Combine(_folder.Root, "second") });
        TestContext.Current.TestOutputHelper!.WriteLine($"from a template: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        (await DataFolder.QueryAsync(copy, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_start_leaves_no_process_and_no_lock()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        await Should.ThrowAsync<OperationCanceledException>(() => PostgresServer.StartAsync(_folder.Options, NullLogger.Instance, cancelled.Token));
        await ProcessCheck.EventuallyAsync(() => PostgresProcesses.AllOn(_folder.Cluster).Count == 0, "no process left");
        await using var server = await _folder.StartAsync();
    }
}
