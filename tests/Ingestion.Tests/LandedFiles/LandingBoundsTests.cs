using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.LandedFiles;

public sealed class LandingBoundsTests : IDisposable
{
    private static readonly TenantId Tenant = TenantId.Parse("acme-dev");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_source_reads_the_lake_whatever_the_way_to_it()
    {
        var bounds = new LandingBounds(_folder["lake"], null);
        Directory.CreateDirectory(_folder["lake/dev/raw"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["lake"]);

        foreach (var path in new[] { "lake", "lake/dev/raw", "lake/../lake/dev", ".", "link", "link/dev" })
            Should.Throw<ConnectorException>(() => bounds.Check(Tenant, _folder[path])).Message.ShouldContain("in the lake");
        bounds.Check(Tenant, _folder["lakeside"]).ShouldBe(_folder["lakeside"]);
    }

    [Fact]
    public void With_a_landing_folder_each_tenant_reads_its_own_part_only()
    {
        var bounds = new LandingBounds("s3://agency", _folder["landing"]);
        Directory.CreateDirectory(_folder["landing/acme-dev"]);
        Directory.CreateSymbolicLink(_folder["landing/acme-dev/theirs"], _folder["landing/other-dev"]);

        bounds.Check(Tenant, _folder["landing/acme-dev/crm"]).ShouldBe(_folder["landing/acme-dev/crm"]);
        foreach (var path in new[] { "landing", "landing/other-dev", "landing/acme-dev-2", "landing/acme-dev/../other-dev", "elsewhere", "landing/acme-dev/theirs" })
            Should.Throw<ConnectorException>(() => bounds.Check(Tenant, _folder[path])).Message.ShouldContain("not in the folder that acme-dev has");
    }
}
