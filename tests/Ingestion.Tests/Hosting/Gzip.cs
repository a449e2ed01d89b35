using System.IO.Compression;

namespace ControlPlane.Ingestion.Tests.Hosting;

internal static class Gzip
{
    public static async Task<string[]> LinesAsync(string file)
    {
        await using var unpacked = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
