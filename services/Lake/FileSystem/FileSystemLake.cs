using System.Runtime.CompilerServices;
using ControlPlane.Contracts;

namespace ControlPlane.Lake.FileSystem;

/// <summary>A lake in a folder: <c>{root}/{environment}/{layer}/{key}</c>. Unfinished objects live under <c>{root}/.unfinished</c>.</summary>
public sealed class FileSystemLake(string root) : ILake
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly string _root = Path.GetFullPath(root);
    private int _swept;

    public Task<Stream> OpenReadAsync(LakePath path, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(FullPath(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan));
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new FileNotFoundException($"There is no {path} in the lake.", exception);
        }
    }

    public Task<LakeUpload> CreateAsync(LakePath path, CancellationToken cancellationToken) =>
        Task.FromResult<LakeUpload>(new FileSystemUpload(NewUnfinished(), FullPath(path)));

    public async Task<LakeUpload> CreateCopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken)
    {
        if (!File.Exists(FullPath(from))) throw new FileNotFoundException($"There is no {from} in the lake.");
        var unfinished = NewUnfinished();
        try
        {
            // The operating system copies, or shares the blocks where the disk can.
            await Task.Run(() => File.Copy(FullPath(from), unfinished), cancellationToken);
            return new FileSystemUpload(unfinished, FullPath(to), FileMode.Append);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public Task<bool> ExistsAsync(LakePath path, CancellationToken cancellationToken) => Task.FromResult(File.Exists(FullPath(path)));

    public async IAsyncEnumerable<LakeObject> ListAsync(LakePath prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var layer = Path.Combine(_root, prefix.Environment, prefix.Layer);
        var folder = new DirectoryInfo(Path.GetDirectoryName(FullPath(prefix))!);
        if (!folder.Exists) yield break;
        var files = folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new LakeObject(Path.GetRelativePath(layer, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length))
            .Where(found => found.Key.StartsWith(prefix.Key, StringComparison.Ordinal))
            .OrderBy(found => found.Key, StringComparer.Ordinal);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    public async Task<int> DeleteAsync(LakePath prefix, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var found in ListAsync(prefix, cancellationToken))
        {
            File.Delete(Path.Combine(_root, prefix.Environment, prefix.Layer, found.Key));
            removed++;
        }
        // A prefix that ends in a slash is a folder: the empty folders go with it.
        if (prefix.Key.EndsWith('/') && Directory.Exists(FullPath(prefix))) Directory.Delete(FullPath(prefix), recursive: true);
        return removed;
    }

    /// <summary>Removes what dead processes had not finished. Only while nobody writes to this lake.</summary>
    public void RemoveUnfinished()
    {
        if (Directory.Exists(Unfinished)) Directory.Delete(Unfinished, recursive: true);
    }

    /// <summary>Where the tenant's objects of a layer are; there may be none yet.</summary>
    public string FolderOf(TenantId tenant, string layer) => Path.TrimEndingDirectorySeparator(FullPath(LakePath.Tenant(tenant, layer)));

    private string Unfinished => Path.Combine(_root, ".unfinished");

    private string FullPath(LakePath path) => Path.Combine(_root, path.Environment, path.Layer, path.Key);

    private string NewUnfinished()
    {
        var folder = Path.Combine(_root, ".unfinished");
        Directory.CreateDirectory(folder);
        if (Interlocked.Exchange(ref _swept, 1) == 0) Sweep(folder);
        return Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Removes what a process that was killed left behind; nobody writes a day long without writing a byte.</summary>
    private static void Sweep(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < DateTime.UtcNow - Abandoned))
        {
            try
            {
                file.Delete();
            }
            catch (IOException)
            {
                // Another process sweeps too.
            }
        }
    }
}
