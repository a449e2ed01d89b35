using System.Security.Cryptography;

namespace ControlPlane.EmbeddedPostgres.Cluster;

/// <summary>The superuser's random password, in a file that only this process's user can read.</summary>
internal static class SuperuserPassword
{
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public static string Read(ClusterLayout layout) =>
        File.Exists(layout.PasswordFile)
            ? File.ReadAllText(layout.PasswordFile).Trim()
            : throw new EmbeddedPostgresException(
                $"The superuser's password file '{layout.PasswordFile}' is gone, so the cluster beside it cannot be used. "
                + "Put the file back, or move the data folder away to start anew.");

    /// <summary>Written beside and renamed, so that a crash leaves either the old content or the new.</summary>
    public static void Write(string path, string password)
    {
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(password));
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
