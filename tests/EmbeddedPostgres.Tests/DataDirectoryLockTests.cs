namespace ControlPlane.EmbeddedPostgres.Tests;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_is_held_by_one_at_a_time_and_free_after_release()
    {
        using (DataDirectoryLock.Acquire(_folder.Data))
        {
            var refused = Should.Throw<DataDirectoryInUseException>(() => DataDirectoryLock.Acquire(_folder.Data));
            refused.OwnerProcessId.ShouldBe(Environment.ProcessId);
            refused.Directory.ShouldBe(_folder.Data);
        }

        using var again = DataDirectoryLock.Acquire(_folder.Data);
        again.Directory.ShouldBe(_folder.Data);
    }

    [Fact]
    public void Lock_file_left_by_an_ended_process_holds_nothing()
    {
        Directory.CreateDirectory(_folder.Data);
        File.WriteAllText(Path.Combine(_folder.Data, ".lock"), "");
        File.WriteAllText(Path.Combine(_folder.Data, ".lock.owner"), "1");
        using var taken = DataDirectoryLock.Acquire(_folder.Data);
    }
}
