using System.Collections.Concurrent;
using System.Text;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs;

/// <summary>The files that a run leaves for its author under the target folder.</summary>
/// <param name="projectFolder">Paths shown are relative to it.</param>
/// <param name="targetPath"><c>target</c>; null writes nothing.</param>
internal sealed class TargetFolder(string? projectFolder, string? targetPath)
{
    private readonly ConcurrentDictionary<string, DirectoryInfo> _made = new(StringComparer.Ordinal);

    /// <summary>Writes what a node was compiled to; seeds and snapshots have no file of their own.</summary>
    /// <param name="suffix">The batch of a microbatch model: <c>2024-01-01</c>.</param>
    public void WriteCompiled(ManifestNode node, string? suffix = null)
    {
        if (targetPath is null || projectFolder is null || string.IsNullOrEmpty(node.CompiledCode)) return;
        if (node.ResourceType is ResourceType.Seed or ResourceType.Snapshot) return;
        node.CompiledPath = PathOf(node, "compiled", suffix);
        Write(node.CompiledPath!, node.CompiledCode);
    }

    /// <summary>Writes the statement that builds a node, beside what it was compiled to.</summary>
    public void WriteRun(ManifestNode node, string text)
    {
        if (projectFolder is null || targetPath is null) return;
        var compiled = $"{targetPath.Replace('\\', '/')}/compiled/";
        node.BuildPath = node.CompiledPath?.StartsWith(compiled, StringComparison.Ordinal) == true
            ? $"{targetPath.Replace('\\', '/')}/run/{node.CompiledPath[compiled.Length..]}"
            : PathOf(node, "run");
        Write(node.BuildPath!, text);
    }

    /// <summary><c>target/compiled/shop/models/a.sql</c>; a file that holds several nodes is a folder of them.</summary>
    public string? PathOf(ManifestNode node, string kind, string? suffix = null)
    {
        if (targetPath is null) return null;
        var path = Path.GetFileName(node.Path) == Path.GetFileName(node.OriginalFilePath) ? node.OriginalFilePath : $"{node.OriginalFilePath}/{node.Path}";
        if (suffix is not null)
        {
            var stem = Path.GetFileNameWithoutExtension(path);
            path = $"{Path.GetDirectoryName(path)?.Replace('\\', '/')}/{stem}/{stem}_{suffix}{Path.GetExtension(path)}";
        }
        return $"{targetPath.Replace('\\', '/')}/{kind}/{node.PackageName}/{path}";
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(projectFolder!, path);
        _made.GetOrAdd(Path.GetDirectoryName(file)!, Directory.CreateDirectory);
        var bytes = Encoding.UTF8.GetBytes(text);
        // Each of these hundreds of small files is one opening and one write: what File.WriteAllText does beside takes as long again.
        using var handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (RandomAccess.GetLength(handle) > bytes.Length) RandomAccess.SetLength(handle, bytes.Length);
        RandomAccess.Write(handle, bytes, 0);
    }
}
