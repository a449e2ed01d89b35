using System.Globalization;
using System.IO.Compression;
using System.Text;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>A file of GitHub events, one a line: a real hour over and over where it lies beside the checkout, else made up from a fixed seed.</summary>
internal sealed record EventLines(string File, long Lines, long Bytes, string Origin)
{
    private const string RealHour = "data/github/2015-01-01-0.json.gz";
    private static readonly string[] Types = ["PushEvent", "WatchEvent", "IssueCommentEvent", "CreateEvent", "PullRequestEvent"];

    /// <param name="atLeast">Bytes of JSON.</param>
    public static EventLines Write(string file, long atLeast)
    {
        var real = SharedData.Find(RealHour);
        var hour = real is null ? MadeUp() : Unpack(real);
        var times = (int)(atLeast / hour.Length) + 1;
        using (var target = System.IO.File.Create(file))
            for (var i = 0; i < times; i++) target.Write(hour);
        return new EventLines(file, hour.AsSpan().Count((byte)'\n') * (long)times, hour.Length * (long)times, real is null ? "made-up events" : $"{Path.GetFileName(real)} {times} times");
    }

    private static byte[] Unpack(string packed)
    {
        using var gzip = new GZipStream(System.IO.File.OpenRead(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    /// <summary>Half a push's commits, half short events, about 2.3 KB on average as in the real ones.</summary>
    private static byte[] MadeUp()
    {
        var random = new Random(20150101);
        var lines = new StringBuilder();
        for (var id = 0; id < 7_700; id++)
        {
            var type = Types[random.Next(Types.Length)];
            var commits = string.Join(',', Enumerable.Range(0, random.Next(type == "PushEvent" ? 16 : 4)).Select(_ => $$"""{"sha":"{{Hex(40)}}","author":{"email":"{{Hex(8)}}@example.org","name":"{{Hex(10)}}"},"message":"{{Hex(60)}} \u00e4\n{{Hex(40)}}","distinct":true,"url":"https://api.example.org/repos/{{Hex(12)}}/commits/{{Hex(40)}}"}"""));
            lines.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{2489651045 + id}}","type":"{{type}}","actor":{"id":{{random.Next(9_000_000)}},"login":"{{Hex(9)}}","url":"https://api.example.org/users/{{Hex(9)}}"},"repo":{"id":{{random.Next(29_000_000)}},"name":"{{Hex(9)}}/{{Hex(7)}}"},"payload":{"push_id":{{random.Next()}},"size":1,"ref":"refs/heads/master","text":"{{Hex(900)}}","commits":[{{commits}}]},"public":true,"created_at":"2015-01-01T00:{{id / 60 % 60:00}}:{{id % 60:00}}Z"}""").Append('\n');
        }
        return Encoding.UTF8.GetBytes(lines.ToString());

        string Hex(int length) => random.GetHexString(length, lowercase: true);
    }
}
