using System.Diagnostics;
using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests;

/// <summary>Runs the real command with files of a test's own.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new("cli");

    /// <summary>A manifest of streams that are read at <c>/NAME</c>, whose answer is a list of records.</summary>
    public static string Manifest(string url, string more = "", params string[] streams) => $$"""
        version: 6.0.0
        check: {type: CheckStream, stream_names: [{{streams[0]}}]}
        {{more}}
        streams:
        {{string.Join('\n', streams.Select(name => Stream(url, name)))}}
        """;

    private static string Stream(string url, string name) => $$$"""
          - name: {{{name}}}
            primary_key: id
            retriever:
              requester: {url_base: "{{{url}}}", path: /{{{name}}}, request_headers: {Authorization: "Bearer {{ config.get('token') }}"} }
              record_selector: {extractor: {field_path: []} }
        """;

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    public string At(string name) => _folder[name];

    public static async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return new(process.ExitCode, await output, await errors);
    }

    public Task<CliResult> ConnectorAsync(string command, string manifest, string config = "{}", params string[] more) =>
        RunAsync(["connector", command, "--manifest", Write("manifest.yaml", manifest), "--config", Write("config.json", config), .. more]);

    public static Process Start(params string[] arguments)
    {
        // From its own folder: the tests' has only what their larger framework lacks.
        var tests = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var command = Path.Combine(tests.Parent!.Parent!.FullName, "Cli", tests.Name, "controlplane");
        var start = IgnoresInterrupts ? new ProcessStartInfo("env", ["--default-signal=INT", command, .. arguments]) : new ProcessStartInfo(command, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return Process.Start(start)!;
    }

    // Where the tests themselves run in the background, a child would inherit that interrupts mean nothing.
    private static bool IgnoresInterrupts => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[^1] is '2' or '3' or '6' or '7' or 'a' or 'b' or 'e' or 'f';

    public void Dispose() => _folder.Dispose();
}

internal sealed record CliResult(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<JsonObject> Messages => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    public IEnumerable<JsonObject> OfType(string type, string field) => Messages.Where(m => m["type"]!.ToString() == type).Select(m => m[field]!.AsObject());

    public JsonObject Single(string type, string field) => OfType(type, field).Single();

    public IEnumerable<string> Records(string stream) => OfType("RECORD", "record").Where(r => r["stream"]!.ToString() == stream).Select(r => r["data"]!.ToJsonString());

    public IEnumerable<string> Statuses(string stream) => OfType("TRACE", "trace").Where(t => t["type"]!.ToString() == "STREAM_STATUS").Select(t => t["stream_status"]!.AsObject())
        .Where(s => s["stream_descriptor"]!["name"]!.ToString() == stream).Select(s => s["status"]!.ToString());

    public IEnumerable<JsonObject> Failures => OfType("TRACE", "trace").Where(t => t["type"]!.ToString() == "ERROR").Select(t => t["error"]!.AsObject());
}
