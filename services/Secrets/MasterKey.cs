using System.Security.Cryptography;

namespace ControlPlane.Secrets;

/// <summary>The 256-bit key that wraps every data key; from a setting or a file that only its owner can read.</summary>
public sealed class MasterKey
{
    public const int Length = 32;

    private readonly byte[] _bytes;

    public MasterKey(byte[] bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException($"The master key must have {Length} bytes (base64 in its setting or file), not {bytes.Length}.", nameof(bytes));
        _bytes = bytes;
        Id = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }

    /// <summary>Tells keys apart without saying anything about them.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <exception cref="ArgumentException">Not base64 of 32 bytes.</exception>
    public static MasterKey FromBase64(string text)
    {
        var bytes = new byte[Length + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written)
            ? new MasterKey(bytes[..written])
            : throw new ArgumentException("The master key is not base64 of 32 bytes.", nameof(text));
    }

    /// <summary>Reads the key, or makes one when the file does not exist. Two processes that start at once end with the same key.</summary>
    public static MasterKey FromFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
        {
            using var turn = TakeTurn($"{path}.lock");
            if (!File.Exists(path)) Make(path);
        }

        return FromBase64(File.ReadAllText(path));
    }

    /// <summary>Written whole under another name and then moved, so that a process that dies leaves no half of a key.</summary>
    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(unfinished, options)) writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)));
        File.Move(unfinished, path, overwrite: false);
    }

    /// <summary>Moving alone would not do: the file system replaces a file that another process put there a moment ago.</summary>
    private static FileStream TakeTurn(string path)
    {
        for (var until = Environment.TickCount64 + 10_000; ; Thread.Sleep(10))
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose); }
            catch (IOException) when (Environment.TickCount64 < until) { }
        }
    }

    public override string ToString() => $"master key {Id}";
}
