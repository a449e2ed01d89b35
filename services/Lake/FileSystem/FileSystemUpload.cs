namespace ControlPlane.Lake.FileSystem;

/// <summary>Written under a temporary name on the same disk, flushed to the disk, then renamed: the rename is what publishes it.</summary>
internal sealed class FileSystemUpload(string unfinished, string target, FileMode mode = FileMode.CreateNew) : LakeUpload
{
    private readonly FileStream _content = new(unfinished, mode, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.None);
    private long? _sealed;
    private bool _committed;

    public override Stream Content => _content;

    public override async Task<long> SealAsync(CancellationToken cancellationToken)
    {
        if (_sealed is { } size) return size;
        size = await Task.Run(Flush, cancellationToken);
        await _content.DisposeAsync();
        _sealed = size;
        return size;
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await SealAsync(cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(unfinished, target, overwrite: true);
        _committed = true;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _content.DisposeAsync();
        }
        catch (IOException) when (!_committed)
        {
            // The disk is full, as an earlier write has said already: what cannot be written is thrown away anyway.
        }
        if (!_committed) File.Delete(unfinished);
    }

    private long Flush()
    {
        _content.Flush(flushToDisk: true);
        return _content.Length;
    }
}
