using System.Text.Json.Nodes;
using ControlPlane.Ingestion.Connectors;
using ControlPlane.Ingestion.LandedFiles;

namespace ControlPlane.Ingestion.Sources;

/// <summary>
/// Files that somebody drops into a folder: <c>config.folder</c>, with one folder a stream below it when the source has several streams;
/// or the one file <c>config.file</c>, which is taken again whenever it changes. <c>config.delimiter</c> is that of CSV files.
/// </summary>
internal sealed class LandedFilesSource(string stream, bool isOnlyStream, TimeSpan settleTime, TimeProvider time) : ISourceStream
{
    public async Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var options = LandedFileOptions.Default with { SettleTime = settleTime, CsvDelimiter = config["delimiter"]?.ToString() ?? "," };
        if (config["file"]?.ToString() is { Length: > 0 } file) return await ReadFileAsync(file, options, state, sink, cancellationToken);
        var folder = config["folder"]?.ToString() is { Length: > 0 } given
            ? given
            : throw new ConnectorException(ConnectorFaultKind.Configuration, "landed files need config.folder, the folder they are dropped into, or config.file");
        var read = await new LandedFolder(isOnlyStream ? folder : Path.Combine(folder, stream), options, time).ReadAsync(state, sink, cancellationToken);
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
