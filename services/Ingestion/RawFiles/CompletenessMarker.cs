using System.Text;
using System.Text.Json;
using ControlPlane.Lake;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>What <c>_SUCCESS</c> says of one run's object in its folder: it is whole.</summary>
/// <param name="Object">Its name within the folder.</param>
/// <param name="Bytes">Its size as stored.</param>
internal sealed record CompletenessEntry(Guid Run, string Object, long Rows, long Bytes);

/// <summary>
/// The file <c>_SUCCESS</c> in a folder of the lake: one line of JSON for each run whose object there is whole. The caller sees to it that
/// two do not write one marker at a time. Runs of pushes have a marker each, <c>_SUCCESS.{run}</c>, with that one line.
/// </summary>
internal static class CompletenessMarker
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null when the marker does not list the run.</summary>
    public static async Task<CompletenessEntry?> FindAsync(ILake lake, LakePath marker, Guid run, CancellationToken cancellationToken) =>
        (await ReadAsync(lake, marker, cancellationToken)).FirstOrDefault(entry => entry.Run == run);

    /// <summary>Lists a run, in place of what the marker said of it before.</summary>
    public static async Task AddAsync(ILake lake, LakePath marker, CompletenessEntry entry, CancellationToken cancellationToken)
    {
        var entries = (await ReadAsync(lake, marker, cancellationToken)).Where(other => other.Run != entry.Run).Append(entry);
        await using var upload = await lake.CreateAsync(marker, cancellationToken);
        await upload.Content.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(entries.Select(one => JsonSerializer.Serialize(one, Json) + "\n"))), cancellationToken);
        await upload.CommitAsync(cancellationToken);
    }

    private static async Task<List<CompletenessEntry>> ReadAsync(ILake lake, LakePath marker, CancellationToken cancellationToken)
    {
        var entries = new List<CompletenessEntry>();
        try
        {
            using var reader = new StreamReader(await lake.OpenReadAsync(marker, cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
                if (line.Length > 0) entries.Add(JsonSerializer.Deserialize<CompletenessEntry>(line, Json)!);
        }
        catch (FileNotFoundException)
        {
            // The first run of this folder.
        }
        return entries;
    }
}
