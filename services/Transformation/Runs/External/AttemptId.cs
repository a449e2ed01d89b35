using System.Security.Cryptography;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>What an attempt of a run is called elsewhere: a run that is asked for again after it failed must not be taken for the one that failed.</summary>
internal static class AttemptId
{
    /// <returns>The run's own id at first; after that one that follows from it and has its time, by which runs are searched.</returns>
    public static Guid Of(ModelsRun run)
    {
        if (run.Retries == 0) return run.Run;
        Span<byte> id = stackalloc byte[16];
        run.Run.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. id, (byte)run.Retries, (byte)(run.Retries >> 8)], hash);
        hash[..8].CopyTo(id[8..]);
        id[8] = (byte)(id[8] & 0x3f | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
