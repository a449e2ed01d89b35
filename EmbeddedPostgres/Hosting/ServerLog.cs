namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>The server's log file; each start begins a new one and keeps the one before.</summary>
internal sealed class ServerLog(string path, string previous)
{
    private const int TailLines = 20;

    public string Path { get; } = path;

    public void Rotate()
    {
        if (File.Exists(Path)) File.Move(Path, previous, overwrite: true);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(Path, options).Dispose();
    }

    /// <summary>Text written since a position, for telling one attempt from another.</summary>
    public string ReadFrom(long position)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Min(position, stream.Length);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public long Length => new FileInfo(Path).Length;

    public static string Tail(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(TailLines));
}
