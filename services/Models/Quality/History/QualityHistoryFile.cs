using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.NativePackages;

namespace ControlPlane.Models.Quality.History;

/// <summary>History in a file, one JSON object a line. Processes append one after the other; a line that broke off is left out.</summary>
public sealed class QualityHistoryFile(string path) : IQualityHistory
{
    /// <summary>Under a target folder.</summary>
    public const string Name = "quality_history.jsonl";

    private const int Attempts = 500;
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
        using var held = Hold();
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
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

    /// <summary>One appends at a time, in this process and in others: on Unix a share mode of the file itself would let several write.</summary>
    private FileStream Hold()
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (ExclusiveFile.TryOpen(path + ".lock") is { } held) return held;
            Thread.Sleep(BetweenAttempts);
        }
        throw new IOException($"{path} is being appended to by others for longer than {Attempts * BetweenAttempts.TotalSeconds:0} s.");
    }
}
