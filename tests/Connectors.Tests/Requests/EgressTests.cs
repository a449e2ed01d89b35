using System.Net;
using ControlPlane.Connectors.Requests;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class EgressTests
{
    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Only_the_public_internet_is_read_from(string address, bool allowed) => Egress.PublicOnly.Allows("api.example.com", IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("10.0.0.0/8", "10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "192.168.0.1", false)]
    [InlineData("crm.internal", "10.9.9.9", true)]
    [InlineData("CRM.internal", "10.9.9.9", true)]
    [InlineData("crm.internal", "169.254.169.254", false)]
    [InlineData("other.internal", "10.9.9.9", false)]
    [InlineData("169.254.0.0/16", "169.254.169.254", false)]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    public void What_is_listed_may_be_read_from_as_well(string listed, string address, bool allowed) =>
        Egress.Parse([listed]).Allows("crm.internal", IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fd00:ec2::254", false)]
    public void Own_machine_reaches_all_but_metadata(string address, bool allowed) => Egress.OwnMachine.Allows("h", IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("https://x")]
    [InlineData("")]
    public void What_is_no_address_cannot_be_listed(string listed)
    {
        Egress.IsSource(listed).ShouldBeFalse();
        Should.Throw<FormatException>(() => Egress.Parse([listed]));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Source_within_the_own_network_is_refused_at_once_with_the_setting_to_change(string host)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1}]}""");
        var url = source.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);
        var failure = await new Reading(url) { Egress = Egress.PublicOnly }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("Ingestion:PrivateSources");
        failure.Message.ShouldContain(host);
        source.Requests.ShouldBeEmpty();
        (await new Reading(url) { Egress = Egress.Parse([host]) }.RunAsync()).Records.ShouldBe(1);
    }
}
