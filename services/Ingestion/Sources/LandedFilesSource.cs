using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.LandedFiles;

namespace ControlPlane.Ingestion.Sources;

/// <summary>
/// Files that somebody drops into a folder: <c>config.folder</c>, with one folder a stream below it when the source has several streams;
/// or the one file <c>config.file</c>, which is taken again whenever it changes. <c>config.separator</c> is that of CSV files.
/// </summary>
/// <param name="open">The folder as it was seen before, since some files can only be told to be complete by looking twice.</param>
internal sealed class LandedFilesSource(string stream, bool isOnlyStream, LandedFileOptions defaults, Func<string, LandedFileOptions, LandedFolder> open, TimeProvider time) : ISourceStream
{
    public async Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var options = config["separator"]?.ToString() is { Length: 1 } separator ? defaults with { CsvSeparator = separator[0] } : defaults;
        if (config["file"]?.ToString() is { Length: > 0 } file) return await ReadFileAsync(file, options, state, sink, cancellationToken);
        var given = config["folder"]?.ToString() is { Length: > 0 } path
            ? path
            : throw new ConnectorException(ConnectorFaultKind.Configuration, "landed files need config.folder, the folder they are dropped into, or config.file");
        var folder = open(isOnlyStream ? given : Path.Combine(given, stream), options);
        var read = await folder.ReadAsync(state, sink, cancellationToken);
        if (read.Records == 0 && read.Unsettled.Count > 0)
        {
            // Most files that look unfinished were just dropped whole: one more look, before the whole sync is said to have found nothing.
            await Task.Delay(options.SettleTime, time, cancellationToken);
            read = await folder.ReadAsync(read.State, sink, cancellationToken);
        }
        return new ReadResult(read.Records, 0, read.State, read.Files.Count == 0);
    }

    private static async Task<ReadResult> ReadFileAsync(string file, LandedFileOptions options, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var found = new FileInfo(file);
        if (!found.Exists) throw new ConnectorException(ConnectorFaultKind.Configuration, $"there is no file {file}");
        var modified = new DateTimeOffset(found.LastWriteTimeUtc).ToUnixTimeMilliseconds();
        if (state?["file"]?.ToString() == file && (long?)state["size"] == found.Length && (long?)state["modified_ms"] == modified) return new ReadResult(0, 0, state, NotModified: true);
        var (records, sha256) = await LandedFile.ReadAsync(file, sink, options, cancellationToken);
        return new ReadResult(records, 0, new JsonObject { ["file"] = file, ["size"] = found.Length, ["modified_ms"] = modified, ["sha256"] = sha256 }, NotModified: false);
    }
}
