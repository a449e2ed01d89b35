namespace ControlPlane.Lake;

/// <summary>Objects under paths. A reader sees an object whole or not at all.</summary>
public interface ILake
{
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Starts an object that nobody sees until it is committed; disposing without committing leaves nothing behind.</summary>
    Task<LakeUpload> CreateAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Copies without passing the bytes through this process where the lake can; replaces what is there.</summary>
    Task CopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken);

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

    /// <summary>Makes the object durable and visible, replacing what was there.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
