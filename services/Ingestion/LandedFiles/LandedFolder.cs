using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>A folder, with those below it. Links, and names that start with a dot or end like an unfinished download, are left alone.</summary>
internal sealed class LandedFolder(string folder) : ILandedPlace
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System };

    public bool ShowsWholeFilesOnly => false;

    public Task<IReadOnlyList<ListedFile>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new ConnectorException(ConnectorFaultKind.Configuration, $"there is no folder {folder}");
        return Task.FromResult<IReadOnlyList<ListedFile>>(
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", All)
                .Where(file => LandedFile.IsSupported(file.Name))
                .Select(file => new ListedFile(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), file.Length, ModifiedMs(file)))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ]);
    }

    public Task<Stream?> OpenAsync(ListedFile file, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(LandedFile.Open(Full(file)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, "this process may not read the file", exception);
        }
    }

    public bool IsUnchanged(ListedFile file)
    {
        var now = new FileInfo(Full(file));
        return now.Exists && now.Length == file.Size && ModifiedMs(now) == file.ModifiedMs;
    }

    private static long ModifiedMs(FileInfo file) => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds();

    private string Full(ListedFile file) => Path.Combine(folder, file.Path);
}
