namespace ControlPlane.Lake.FileSystem;

/// <summary>Written under a temporary name on the same disk, flushed to the disk, then renamed: the rename is what publishes it.</summary>
internal sealed class FileSystemUpload(string unfinished, string target) : LakeUpload
{
    private readonly FileStream _content = new(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
    private bool _committed;

    public override Stream Content => _content;

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _content.FlushAsync(cancellationToken);
        _content.Flush(flushToDisk: true);
        await _content.DisposeAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(unfinished, target, overwrite: true);
        _committed = true;
    }

    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        if (!_committed) File.Delete(unfinished);
    }
}
