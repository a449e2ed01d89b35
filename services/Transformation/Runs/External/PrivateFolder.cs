using ControlPlane.Reconciliation;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>A folder that nobody but this service's user may open, so that nobody can put something else in the place of what is in it.</summary>
internal sealed class PrivateFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private PrivateFolder(string path) => Path = path;

    public string Path { get; }

    /// <param name="path">Null: among the data of the service's user.</param>
    /// <exception cref="Fault">The user has no place for data.</exception>
    public static PrivateFolder At(string? path)
    {
        if (path is { Length: > 0 }) return new(System.IO.Path.GetFullPath(path));
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return data.Length > 0 ? new(System.IO.Path.Combine(data, "control-plane", "dbt"))
            : throw new Fault(FaultKind.AccessDenied, "FolderMissing", $"The service's user has no folder for its data: set {TransformationOptions.Section}:DbtCore:Folder to one that only this user may open.");
    }

    /// <summary>Makes it and folders below it, one in the other.</summary>
    /// <exception cref="Fault">It is somebody else's.</exception>
    public void Make(params ReadOnlySpan<string> below)
    {
        var path = Path;
        Claim(path);
        foreach (var name in below) Make(path = System.IO.Path.Combine(path, name));
    }

    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owner);
    }

    /// <summary>It may have been there before us, as a link or with rights for others; only its owner can take those away.</summary>
    private static void Claim(string path)
    {
        try
        {
            Make(path);
            if (new DirectoryInfo(path).LinkTarget is not null) throw new UnauthorizedAccessException("it is a link");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Fault(FaultKind.AccessDenied, "FolderNotPrivate",
                $"The folder for dbt Core's runs cannot be made this service's alone ({exception.Message}): set {TransformationOptions.Section}:DbtCore:Folder to one that only the service's user may open.", exception);
        }
    }
}
