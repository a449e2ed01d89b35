using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Where files are dropped.</summary>
internal interface ILandedPlace
{
    /// <summary>A file shows only once it is whole, so that none has to be watched until it is left alone.</summary>
    bool ShowsWholeFilesOnly { get; }

    /// <summary>Every file whose name is one that can be read, in the order of their names.</summary>
    /// <exception cref="ConnectorException">It cannot be looked into.</exception>
    Task<IReadOnlyList<ListedFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The file's bytes as it was listed; null when it is gone or another one since.</summary>
    /// <exception cref="ConnectorException">It is there, and may not be read.</exception>
    Task<Stream?> OpenAsync(ListedFile file, CancellationToken cancellationToken);

    /// <summary>Whether the file that was read to its end is still the one that was listed.</summary>
    bool IsUnchanged(ListedFile file);
}

/// <param name="Path">Relative to the place, with slashes.</param>
/// <param name="ModifiedMs">Unix time.</param>
/// <param name="ETag">Names the content where the place does so by itself; null elsewhere.</param>
internal sealed record ListedFile(string Path, long Size, long ModifiedMs, string? ETag = null);
