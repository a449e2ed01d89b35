using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// A folder into which files are dropped. Each file is taken once. A file whose content has changed since is a new version and is taken
/// again as a whole (downstream, the primary key removes what is repeated); one that was only touched or moved is not. Files still being
/// written, links, and names that start with a dot or end like an unfinished download are left alone.
/// </summary>
public sealed class LandedFolder(string folder, LandedFileOptions options, TimeProvider time)
{
    private readonly Dictionary<string, (long Size, long ModifiedMs, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Hands the records of every new file to the sink, file by file in the order of their names.</summary>
    /// <param name="state">What the last successful read returned; null for the first.</param>
    /// <exception cref="ConnectorException">A file cannot be read: what the sink has taken is to be thrown away, all files stay.</exception>
    public async Task<LandedReadResult> ReadAsync(JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new ConnectorException(ConnectorFaultKind.Configuration, $"there is no folder {folder}");
        var before = LandedState.Read(state);
        var after = new LandedState();
        var (records, files, unsettled) = (0L, new List<string>(), new List<string>());
        var present = Present();
        foreach (var (path, size, modified) in present)
        {
            before.Taken.TryGetValue(path, out var known);
            if (known is not null && known.Size == size && known.ModifiedMs == modified)
            {
                after.Taken[path] = known;
                continue;
            }

            if (!IsSettled(path, size, modified))
            {
                unsettled.Add(path);
                if (known is not null) after.Taken[path] = known;
                continue;
            }

            if (await IsKnownContentAsync(path, size, known, before, present, cancellationToken) is { } sha256)
            {
                after.Taken[path] = new(size, modified, sha256);
                continue;
            }

            var (count, hash) = await LandedFile.ReadAsync(Full(path), sink, options, cancellationToken);
            var now = new FileInfo(Full(path));
            if (!now.Exists || now.Length != size || ModifiedMs(now) != modified)
                throw new ConnectorException(ConnectorFaultKind.Transient, $"{path} was changed while it was read: it is taken once it is left alone");
            records += count;
            files.Add(path);
            after.Taken[path] = new(size, modified, hash);
        }

        foreach (var gone in _seen.Keys.Except(unsettled).ToArray()) _seen.Remove(gone);
        return new(records, files, unsettled, after.Write());
    }

    private static long ModifiedMs(FileInfo file) => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds();

    private string Full(string path) => Path.Combine(folder, path);

    private List<(string Path, long Size, long ModifiedMs)> Present()
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System };
        return
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", all)
                .Where(f => LandedFile.IsSupported(f.Name))
                .Select(f => (Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), f.Length, ModifiedMs(f)))
                .OrderBy(f => f.Item1, StringComparer.Ordinal),
        ];
    }

    /// <summary>Unchanged for the settle time, by the file's own time or, where that lies in the future, by what was seen here.</summary>
    private bool IsSettled(string path, long size, long modifiedMs)
    {
        var now = time.GetUtcNow();
        var age = now - DateTimeOffset.FromUnixTimeMilliseconds(modifiedMs);
        if (age >= options.SettleTime) return true;
        if (_seen.TryGetValue(path, out var seen) && seen.Size == size && seen.ModifiedMs == modifiedMs) return now - seen.Since >= options.SettleTime;
        _seen[path] = (size, modifiedMs, now);
        return options.SettleTime <= TimeSpan.Zero;
    }

    /// <summary>The hash, if this is a file already taken that was only touched, or one that was moved here; else null.</summary>
    private async Task<string?> IsKnownContentAsync(
        string path, long size, TakenFile? known, LandedState before, List<(string Path, long Size, long ModifiedMs)> present, CancellationToken cancellationToken)
    {
        var there = present.Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
        var candidates = before.Taken.Where(t => t.Value.Size == size && (t.Key == path || known is null && !there.Contains(t.Key)))
            .Select(t => t.Value.Sha256).ToHashSet(StringComparer.Ordinal);
        if (candidates.Count == 0) return null;
        await using var file = new MeteredStream(new FileStream(Full(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var hash = await file.FinishAsync(cancellationToken);
        return candidates.Contains(hash) ? hash : null;
    }
}
