using System.Globalization;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>What a running postmaster says about itself in <c>postmaster.pid</c>.</summary>
/// <remarks>Source: https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h</remarks>
internal sealed record PostmasterFile(int Pid, DateTimeOffset StartedAt, string Status)
{
    public bool IsReady => Status == "ready";

    /// <summary>Null when there is no file, or it is not complete yet.</summary>
    public static PostmasterFile? Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            var lines = reader.ReadToEnd().Split('\n');
            if (lines.Length < 3 || Number(lines[0]) is not { } pid || pid <= 0 || Number(lines[2]) is not { } started) return null;
            return new PostmasterFile((int)pid, DateTimeOffset.FromUnixTimeSeconds(started), lines.ElementAtOrDefault(7)?.Trim() ?? "");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
