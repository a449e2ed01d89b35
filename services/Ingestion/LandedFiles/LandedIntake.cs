using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Takes each file of a place once. A file whose content has changed since is a new version and is taken again as a whole (downstream,
/// the primary key removes what is repeated); one that was only touched or moved is not. A file is taken whole or not at all: one that
/// cannot be read to its end is left out, and named again by every read until another one is in its place.
/// </summary>
internal sealed class LandedIntake(LandedFileOptions options, TimeProvider time)
{
    private readonly Dictionary<string, (ListedFile File, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);

    // Found broken by a read that had to be thrown away, so that no state says so.
    private readonly Dictionary<string, KnownFile> _broken = new(StringComparer.Ordinal);

    /// <summary>Hands the records of every new file to the sink, file by file in the order of their names.</summary>
    /// <param name="state">What the last successful read returned; null for the first.</param>
    /// <exception cref="ConnectorException">What the sink has taken is to be thrown away, all files stay.</exception>
    public async Task<LandedReadResult> ReadAsync(ILandedPlace place, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken)
    {
        var before = LandedState.Read(state);
        var present = await place.ListAsync(cancellationToken);
        var read = new Read(new KnownContents(before, present), new HeldRecords(sink, options.HoldBackBytes));
        foreach (var file in present)
        {
            if ((before.Files.GetValueOrDefault(file.Path) ?? _broken.GetValueOrDefault(file.Path)) is { } known && known.Is(file)) read.Keep(file, known);
            else if (!place.ShowsWholeFilesOnly && !IsSettled(file)) read.Leave(file, before);
            else await TakeAsync(place, file, before, read, cancellationToken);
        }

        foreach (var gone in _seen.Keys.Except(read.Unsettled).ToArray()) _seen.Remove(gone);
        return new(read.Records, read.Files, read.Unsettled, read.Broken, read.After.Write());
    }

    private async Task TakeAsync(ILandedPlace place, ListedFile file, LandedState before, Read read, CancellationToken cancellationToken)
    {
        try
        {
            if (await read.Contents.FindAsync(file, place, cancellationToken) is { } sha256)
            {
                read.Keep(file, KnownFile.Taken(file, sha256));
                return;
            }

            await using var stream = await place.OpenAsync(file, cancellationToken);
            if (stream is null)
            {
                read.Leave(file, before);
                return;
            }

            var (count, hash) = await LandedFile.ReadAsync(file.Path, stream, read.Held, options, cancellationToken);
            if (!place.IsUnchanged(file))
                throw new ConnectorException(ConnectorFaultKind.Transient, $"{file.Path} was changed while it was read: it is taken once it is left alone");
            await read.Held.CompleteAsync(cancellationToken);
            read.Take(file, count, hash);
        }
        catch (ConnectorException exception)
        {
            LeaveOut(file, exception, before, read);
        }
    }

    /// <summary>What could be read of the file is forgotten; where it has gone on already, all is read again without the file.</summary>
    private void LeaveOut(ListedFile file, ConnectorException exception, LandedState before, Read read)
    {
        var why = exception.Message.StartsWith(file.Path, StringComparison.Ordinal) ? exception.Message : $"{file.Path}: {exception.Message}";
        var broken = KnownFile.LeftOut(file, why);
        if (exception.Kind == ConnectorFaultKind.Source && read.Held.HandedOn)
        {
            _broken[file.Path] = broken;
            throw new ConnectorException(ConnectorFaultKind.Transient, $"{why}; everything is read again without this file", exception);
        }

        if (read.Held.HandedOn) throw exception;
        read.Held.Discard();
        switch (exception.Kind)
        {
            case ConnectorFaultKind.Source:
                read.Keep(file, broken);
                break;
            case ConnectorFaultKind.Configuration:
                // Its rights may change, which nothing that is listed would tell.
                read.Leave(file, before, unsettled: false);
                read.Broken.Add(new(file.Path, why));
                break;
            default:
                read.Leave(file, before);
                break;
        }
    }

    /// <summary>Unchanged for the settle time, by the file's own time or, where that lies in the future, by what was seen here.</summary>
    private bool IsSettled(ListedFile file)
    {
        var now = time.GetUtcNow();
        if (now - DateTimeOffset.FromUnixTimeMilliseconds(file.ModifiedMs) >= options.SettleTime) return true;
        if (_seen.TryGetValue(file.Path, out var seen) && seen.File == file) return now - seen.Since >= options.SettleTime;
        _seen[file.Path] = (file, now);
        return options.SettleTime <= TimeSpan.Zero;
    }

    /// <summary>What one read has come to so far.</summary>
    private sealed class Read(KnownContents contents, HeldRecords held)
    {
        public KnownContents Contents => contents;

        public HeldRecords Held => held;

        public LandedState After { get; } = new();

        public List<string> Files { get; } = [];

        public List<string> Unsettled { get; } = [];

        public List<BrokenFile> Broken { get; } = [];

        public long Records { get; private set; }

        public void Take(ListedFile file, long records, string sha256)
        {
            Records += records;
            Files.Add(file.Path);
            After.Files[file.Path] = KnownFile.Taken(file, sha256);
        }

        public void Keep(ListedFile file, KnownFile known)
        {
            After.Files[file.Path] = known;
            if (known.Broken is { } why) Broken.Add(new(file.Path, why));
        }

        /// <summary>Nothing new is known of the file.</summary>
        public void Leave(ListedFile file, LandedState before, bool unsettled = true)
        {
            if (unsettled) Unsettled.Add(file.Path);
            if (before.Files.TryGetValue(file.Path, out var known)) After.Files[file.Path] = known;
        }
    }
}
