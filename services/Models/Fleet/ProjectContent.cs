using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>The files that a project was read from: whether they changed is first told by their sizes and times.</summary>
internal sealed class ProjectContent
{
    private readonly IReadOnlyList<string> _folders;
    private readonly IReadOnlySet<string> _outside;
    private readonly string _state;

    private ProjectContent(IReadOnlyList<string> folders, IReadOnlySet<string> outside)
    {
        (_folders, _outside) = (folders, outside);
        var files = Files();
        _state = State(files);
        Hash = Contents(files);
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    public static ProjectContent Read(ProjectSet projects)
    {
        var folders = projects.All.Select(project => project.Folder).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        folders.RemoveAll(folder => folders.Exists(other => folder.StartsWith(other + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
        // What runs write is no part of the project.
        string[] written = [projects.Root.TargetPath, "logs", .. projects.Root.CleanTargets.Where(path => path != projects.Root.PackagesPath)];
        return new ProjectContent(folders, written.Select(path => Path.GetFullPath(Path.Combine(projects.Root.Folder!, path))).ToHashSet(StringComparer.Ordinal));
    }

    public bool IsUntouched() => State(Files()) == _state;

    public ProjectContent ReadAgain() => new(_folders, _outside);

    private List<FileInfo> Files()
    {
        var files = new List<FileInfo>();
        foreach (var folder in _folders) Walk(new DirectoryInfo(folder), files);
        files.Sort((left, right) => string.CompareOrdinal(left.FullName, right.FullName));
        return files;
    }

    private void Walk(DirectoryInfo folder, List<FileInfo> files)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file) files.Add(file);
            else if (!entry.Name.StartsWith('.') && entry.LinkTarget is null && !_outside.Contains(entry.FullName)) Walk((DirectoryInfo)entry, files);
        }
    }

    private static string State(List<FileInfo> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[16];
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.FullName));
            BinaryPrimitives.WriteInt64LittleEndian(numbers, file.Length);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], file.LastWriteTimeUtc.Ticks);
            hash.AppendData(numbers);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Contents(List<FileInfo> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[8];
        foreach (var file in files)
        {
            // As the project names them, so that the same project in another folder has the same hash.
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(_folders[0], file.FullName)));
            using var stream = file.OpenRead();
            BinaryPrimitives.WriteInt64LittleEndian(length, stream.Length);
            hash.AppendData(length);
            hash.AppendData(SHA256.HashData(stream));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
