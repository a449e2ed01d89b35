using System.Globalization;
using System.IO.Compression;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>Files of GitHub events, made the same way each time and old enough not to be waited for.</summary>
internal static class EventFile
{
    /// <summary>Events with distinct ids, of a few types and repositories.</summary>
    /// <param name="bad">How many lines beyond the good ones are not JSON; they are spread over the file.</param>
    public static string Write(string path, int good, int bad = 0, int firstId = 1)
    {
        var lines = Enumerable.Range(firstId, good).Select(Event).ToList();
        for (var i = 0; i < bad; i++) lines.Insert((i + 1) * good / (bad + 1) + i, $$"""{"id":"bad-{{i}}","type":"PushEvent" """);
        return Write(path, lines);
    }

    public static string Write(string path, IEnumerable<string> lines)
    {
        using (var file = File.Create(path))
        using (var target = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        using (var writer = new StreamWriter(target) { NewLine = "\n" })
            foreach (var line in lines) writer.WriteLine(line);
        return Settled(path);
    }

    /// <summary>A file that was just written could still be growing; one of an hour ago is complete.</summary>
    public static string Settled(string path)
    {
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        return path;
    }

    private static string Event(int id) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"id":"{{{id}}}","type":"{{{(id % 3 == 0 ? "WatchEvent" : "PushEvent")}}}","actor":{"id":{{{id % 97}}},"login":"user{{{id % 97}}}"},"repo":{"id":{{{id % 41}}},"name":"org/repo{{{id % 41}}}"},"payload":{"size":{{{id % 7}}},"ref":"refs/heads/main","message":"A message of some length, as commits have them, number {{{id}}}"},"public":true,"created_at":"2024-05-{{{id % 28 + 1:00}}}T{{{id % 24:00}}}:00:00Z"}
        """);
}
