using ControlPlane.Lake.FileSystem;
using ControlPlane.Testing;

namespace ControlPlane.Lake.Conformance;

public sealed class FileSystemLakeTests : LakeConformance
{
    private readonly TemporaryFolder _folder = new("lake");

    public FileSystemLakeTests() => Lake = new FileSystemLake(_folder.Path);

    protected override ILake Lake { get; }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
