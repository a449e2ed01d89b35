using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Models.Quality.History;

/// <summary>History in a file, one JSON object a line. Processes append one after the other; a line that broke off is left out.</summary>
public sealed class QualityHistoryFile(string path) : IQualityHistory
{
    /// <summary>Under a target folder.</summary>
    public const string Name = "quality_history.jsonl";

    private const int Attempts = 100;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) }, IgnoreReadOnlyProperties = true,
    };

    public void Append(IReadOnlyList<QualityRecord> records)
    {
        if (records.Count == 0) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var text = new MemoryStream();
        foreach (var record in records)
        {
            JsonSerializer.Serialize(text, record, Options);
            text.WriteByte((byte)'\n');
        }
        using var file = Open();
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }
        text.WriteTo(file);
    }

    public IReadOnlyDictionary<CheckKey, IReadOnlyList<QualityRecord>> Read(IReadOnlyDictionary<CheckKey, int> windows)
    {
        var latest = new Dictionary<CheckKey, Queue<QualityRecord>>();
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
            {
                if (Record(line) is not { Value: not null } record || !windows.TryGetValue(record.Key, out var window)) continue;
                if (!latest.TryGetValue(record.Key, out var records)) latest[record.Key] = records = [];
                records.Enqueue(record);
                if (records.Count > window) records.Dequeue();
            }
        }
        return latest.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<QualityRecord>)[.. pair.Value]);
    }

    private static QualityRecord? Record(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<QualityRecord>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Another process may be appending, which takes a moment.</summary>
    private FileStream Open()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(BetweenAttempts);
            }
        }
    }
}
