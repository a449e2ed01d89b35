namespace ControlPlane.Testing;

/// <summary>A folder of one test's own, removed at its end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Parent = "controlplane-tests";

    public TemporaryFolder(string name = "test")
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Parent, $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>A folder that test assemblies share and nobody removes, for what is costly to make and never changes.</summary>
    public static string Shared(string name) => System.IO.Path.Combine(System.IO.Path.GetTempPath(), Parent, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still write here; the folder is temporary anyway.
        }
    }
}
