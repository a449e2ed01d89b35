using System.Collections.Concurrent;
using ControlPlane.Testing;

namespace ControlPlane.Secrets.Tests;

public sealed class MasterKeyTests
{
    [Fact]
    public void File_is_made_once_and_only_its_owner_can_read_it()
    {
        using var folder = new TemporaryFolder();
        var ids = new ConcurrentBag<string>();

        Parallel.For(0, 8, _ => ids.Add(MasterKey.FromFile(folder["keys/master"]).Id));

        ids.Distinct().ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(folder["keys/master"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void Text_that_is_no_key_is_refused(string text) => Should.Throw<ArgumentException>(() => MasterKey.FromBase64(text));

    [Theory]
    [InlineData("secret://acme-dev/hubspot/token", true)]
    [InlineData("secret://acme-dev/", false)]
    [InlineData("secret:///x", false)]
    [InlineData("acme-dev/x", false)]
    [InlineData("secret://acme-dev/x\n", false)]
    public void Reference_is_read_exactly(string text, bool valid) => SecretReference.TryParse(text, out _).ShouldBe(valid);
}
