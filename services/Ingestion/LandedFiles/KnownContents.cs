namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Finds out whether a file is one already taken that was only touched, or was moved here.</summary>
internal sealed class KnownContents
{
    private readonly LandedState _before;
    private readonly ILookup<long, KnownFile> _gone;

    public KnownContents(LandedState before, IReadOnlyList<ListedFile> present)
    {
        var there = present.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        _before = before;
        _gone = before.Files.Where(known => !there.Contains(known.Key)).ToLookup(known => known.Value.Size, known => known.Value);
    }

    /// <summary>Its hash; null for new content, which is told by the size alone mostly.</summary>
    public async Task<string?> FindAsync(ListedFile file, ILandedPlace place, CancellationToken cancellationToken)
    {
        var same = _before.Files.TryGetValue(file.Path, out var known) ? known.Size == file.Size ? [known] : [] : _gone[file.Size];
        var candidates = same.Where(one => one.Sha256 is not null).ToList();
        if (candidates.Count == 0) return null;
        if (candidates.Find(one => one.ETag is not null && one.ETag == file.ETag) is { } one) return one.Sha256;
        if (await place.OpenAsync(file, cancellationToken) is not { } stream) return null;
        await using var metered = new MeteredStream(stream);
        var hash = await metered.FinishAsync(cancellationToken);
        return candidates.Exists(candidate => candidate.Sha256 == hash) ? hash : null;
    }
}
