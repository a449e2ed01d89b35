using System.Net;
using ControlPlane.Portal.Access;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Portal.Tests.Access;

public sealed class LoopbackRuleTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("192.168.1.20", "192.168.1.10", false)]
    [InlineData("127.0.0.1", "192.168.1.10", false)]
    [InlineData("192.168.1.10", "127.0.0.1", false)]
    [InlineData(null, null, false)]
    public void Both_ends_of_the_connection_must_be_this_machine(string? remote, string? local, bool allowed)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("localhost", 5000);
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);

        LoopbackRule.Allows(context).ShouldBe(allowed);
    }
}
