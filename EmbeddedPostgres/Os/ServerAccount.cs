using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Os;

/// <summary>The unprivileged account that PostgreSQL runs as when this process is root, which PostgreSQL refuses.</summary>
internal sealed record ServerAccount(string Name, uint Uid, uint Gid)
{
    /// <summary>Where privileged processes find a folder by its open descriptor, without permission on the folders above it.</summary>
    public const string OpenedFolder = "/proc/self/fd/9";

    private static readonly string[] Preferred = ["postgres", "nobody"];

    /// <summary>Null when this process may run PostgreSQL itself.</summary>
    /// <exception cref="EmbeddedPostgresException">Root without a way to drop privileges.</exception>
    public static ServerAccount? Resolve(string cluster)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return null;
        if (!OperatingSystem.IsLinux())
            throw new EmbeddedPostgresException("PostgreSQL refuses to run as root; start this program as an ordinary user.");
        if (!Executables.IsInPath("setpriv"))
            throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root, and 'setpriv' (package util-linux), which drops privileges, is not in PATH. "
                + "Install it, or start this program as an ordinary user.");
        var accounts = File.ReadLines("/etc/passwd").Select(Parse).OfType<ServerAccount>().Where(account => account.Uid != 0).ToList();
        return OwnerOf(cluster, accounts)
            ?? Preferred.Select(name => accounts.FirstOrDefault(account => account.Name == name)).FirstOrDefault(account => account is not null)
            ?? accounts.FirstOrDefault()
            ?? throw new EmbeddedPostgresException("PostgreSQL refuses to run as root, and /etc/passwd names no other user. Add one called 'postgres'.");
    }

    public string[] Drop(bool dieWithParent) =>
    [
        "setpriv", "--reuid", Text(Uid), "--regid", Text(Gid), "--clear-groups", "--no-new-privs",
        .. dieWithParent ? ParentDeathSignal : [], "--",
    ];

    /// <summary>SIGINT is PostgreSQL's fast, clean shutdown.</summary>
    public static readonly string[] ParentDeathSignal = ["--pdeathsig", "SIGINT"];

    /// <summary>Whether the account may enter a folder, which depends on every folder above it.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        (await Command.RunAsync(Command.Of([.. Drop(dieWithParent: false), "/bin/sh", "-c", "cd \"$0\"", folder], "/"), cancellationToken)).ExitCode == 0;

    public void Own(string path)
    {
        if (Native.Chown(path, Uid, Gid) != 0)
            throw new EmbeddedPostgresException($"The folder '{path}' cannot be given to the user '{Name}': {new Win32Exception().Message}");
    }

    // A cluster made earlier by another user keeps its owner: PostgreSQL insists on owning its folder.
    private static ServerAccount? OwnerOf(string cluster, List<ServerAccount> accounts)
    {
        if (!Directory.Exists(cluster)) return null;
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u %g", cluster]) { RedirectStandardOutput = true })!;
        var ids = stat.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        stat.WaitForExit();
        if (ids.Length != 2 || !uint.TryParse(ids[0], out var uid) || !uint.TryParse(ids[1], out var gid) || uid == 0) return null;
        return new ServerAccount(accounts.FirstOrDefault(account => account.Uid == uid)?.Name ?? Text(uid), uid, gid);
    }

    private static ServerAccount? Parse(string line) =>
        line.Split(':') is [var name, _, var uid, var gid, ..]
        && uint.TryParse(uid, CultureInfo.InvariantCulture, out var u) && uint.TryParse(gid, CultureInfo.InvariantCulture, out var g)
            ? new ServerAccount(name, u, g)
            : null;

    private static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
