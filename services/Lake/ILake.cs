namespace ControlPlane.Lake;

/// <summary>Objects under paths. A reader sees an object whole or not at all.</summary>
public interface ILake
{
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Starts an object that nobody sees until it is committed; disposing without committing leaves nothing behind.</summary>
    Task<LakeUpload> CreateAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Starts an object that has the content of another one, without passing the bytes through this process where the lake can. Commit it to make it visible.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<LakeUpload> CreateCopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken);

    /// <summary>Copies; replaces what is there.</summary>
    async Task CopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken)
    {
        await using var copy = await CreateCopyAsync(from, to, cancellationToken);
        await copy.CommitAsync(cancellationToken);
    }

    Task<bool> ExistsAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Everything whose key starts with the path's, in key order.</summary>
    IAsyncEnumerable<LakeObject> ListAsync(LakePath prefix, CancellationToken cancellationToken);

    /// <summary>Removes everything whose key starts with the path's and returns how many objects there were.</summary>
    Task<int> DeleteAsync(LakePath prefix, CancellationToken cancellationToken);
}

/// <param name="Size">Bytes.</param>
public sealed record LakeObject(string Key, long Size);

/// <summary>An object being written.</summary>
public abstract class LakeUpload : IAsyncDisposable
{
    public abstract Stream Content { get; }

    /// <summary>
    /// Ends the content and makes it durable, but not yet visible; returns its size in bytes. Takes the time of the commit in advance, so
    /// that the commit itself is short.
    /// </summary>
    public abstract Task<long> SealAsync(CancellationToken cancellationToken);

    /// <summary>Makes the object durable and visible, replacing what was there.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
