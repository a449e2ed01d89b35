using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.LandedFiles;

namespace ControlPlane.Ingestion.Sources;

/// <summary>
/// Files that somebody drops: into <c>config.folder</c> or under <c>config.prefix</c> (<see cref="S3Location.Of">S3</see>), with one folder a
/// stream below it when the source has several streams; or the one file <c>config.file</c>, which is taken again whenever it changes.
/// <c>config.separator</c> is that of CSV files.
/// </summary>
/// <param name="remember">What earlier reads of a place remember of it, since some files can only be told to be complete by looking twice.</param>
internal sealed class LandedFilesSource(
    TenantId tenant, string stream, bool isOnlyStream, LandedFileOptions defaults, LandingBounds bounds, Func<string, LandedFileOptions, LandedIntake> remember, TimeProvider time) : ISourceStream
{
    private const int MostNamed = 20;

    public async Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var options = config["separator"]?.ToString() is { Length: 1 } separator ? defaults with { CsvSeparator = separator[0] } : defaults;
        if (config["file"]?.ToString() is { Length: > 0 } file) return await ReadFileAsync(bounds.Check(tenant, file), options, state, sink, cancellationToken);
        if (config["prefix"]?.ToString() is { Length: > 0 })
        {
            var location = S3Location.Of(config, isOnlyStream ? null : stream);
            using var s3 = location.Connect();
            return Result(await remember($"{location} {location.Endpoint}", options).ReadAsync(new S3Prefix(s3, location), state, sink, cancellationToken), state);
        }
        var given = config["folder"]?.ToString() is { Length: > 0 } path
            ? bounds.Check(tenant, path)
            : throw new ConnectorException(ConnectorFaultKind.Configuration, "landed files need config.folder, the folder they are dropped into, config.prefix, a prefix in S3, or config.file");
        return await ReadFolderAsync(isOnlyStream ? given : Path.Combine(given, stream), options, state, sink, cancellationToken);
    }

    private async Task<ReadResult> ReadFolderAsync(string path, LandedFileOptions options, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var (folder, intake) = (new LandedFolder(path), remember(path, options));
        var read = await intake.ReadAsync(folder, state, sink, cancellationToken);
        if (read.Records == 0 && read.Unsettled.Count > 0)
        {
            // Most files that look unfinished were just dropped whole: one more look, before the whole sync is said to have found nothing.
            await Task.Delay(options.SettleTime, time, cancellationToken);
            read = await intake.ReadAsync(folder, read.State, sink, cancellationToken);
        }
        return Result(read, state);
    }

    /// <exception cref="ConnectorException">All that has come since the last successful read is broken: that is no success.</exception>
    private static ReadResult Result(LandedReadResult read, JsonObject? state)
    {
        var known = LandedState.Read(state).Files;
        if (read.Files.Count == 0 && read.Broken.FirstOrDefault(one => known.GetValueOrDefault(one.Path)?.Broken is null) is { } first)
            throw new ConnectorException(ConnectorFaultKind.Source, $"{first.Why}{(read.Broken.Count > 1 ? $" (and {read.Broken.Count - 1} more files)" : "")}");
        return new(read.Records, 0, read.State, read.Files.Count == 0) { Warnings = Warnings(read.Broken) };
    }

    private static List<ReadWarning> Warnings(IReadOnlyList<BrokenFile> broken)
    {
        var warnings = broken.Take(MostNamed).Select(one => new ReadWarning("BrokenFile", $"{one.Why}. Nothing of the file was taken; put a whole one in its place, or remove it.")).ToList();
        if (broken.Count > MostNamed) warnings.Add(new ReadWarning("BrokenFile", $"{broken.Count - MostNamed} more files cannot be read."));
        return warnings;
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
