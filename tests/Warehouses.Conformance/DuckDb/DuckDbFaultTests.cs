using ControlPlane.DuckDb.Native;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Testing;

namespace ControlPlane.Warehouses.Conformance.DuckDb;

/// <summary>What is told of a failure: no place on this machine, and no folder of a partition, which is named by a value of a row.</summary>
public sealed class DuckDbFaultTests
{
    [Theory]
    [InlineData("IO Error: No files found that match the pattern \"/srv/lake/gold/x/email=a b@x/*.parquet\"", "IO Error: No files found that match the pattern \"…\"")]
    [InlineData("IO Error: Cannot open file \"/srv/lake/a.csv\": No such file or directory", "IO Error: Cannot open file \"…\": No such file or directory")]
    [InlineData("IO Error: Could not read /srv/lake/email=a b@x/c.csv at 3", "IO Error: Could not read …")]
    [InlineData("Permission Error: Cannot access file \"/srv/lake/b/a'b.csv\" - file system operations are disabled by configuration", "Permission Error: Cannot access file \"…\" - file system operations are disabled by configuration")]
    [InlineData("Permission Error: this role may only read", "Permission Error: this role may only read")]
    public void Failures_of_files_name_no_place(string message, string told) =>
        DuckDbFaults.Translate(new DuckDbException(message), PostgresFixture.NewTenant()).Message.ShouldEndWith(told);
}
