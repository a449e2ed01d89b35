using System.Text;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Transformation.Lineage;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Tests.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Lineage;

public sealed class LineageGraphsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Tenants_whose_projects_compile_to_the_same_share_a_graph_that_names_none_of_them()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/marts/place.sql", "SELECT id, '{{ this.database }}' AS place FROM {{ ref('stg_orders') }} JOIN \"{{ target.database }}\".\"RAW\".elsewhere USING (id)");
        service.Write("models/marts/limited.sql", "SELECT id{% if var('wide', false) %}, amount{% endif %} FROM {{ ref('stg_orders') }}");
        var other = PostgresFixture.NewTenant();

        var one = await OfAsync(service, service.Tenant, new ModelsSpec());
        var same = await OfAsync(service, other, new ModelsSpec());
        var wide = await OfAsync(service, other, new ModelsSpec { Vars = new Dictionary<string, JsonElement> { ["wide"] = JsonSerializer.SerializeToElement(true) } });

        same.ShouldBeSameAs(one);
        wide.ShouldNotBeSameAs(one);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) one.Graph.All(includesIndirect: true).WriteTo(json);
        var written = Encoding.UTF8.GetString(stream.ToArray());
        written.ShouldContain("RAW.elsewhere");
        foreach (var tenant in new[] { service.Tenant, other }) written.ShouldNotContain(tenant.DatabaseName);
    }

    [Fact]
    public async Task Changed_files_give_another_graph()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        var before = await OfAsync(service, service.Tenant, new ModelsSpec());
        (await OfAsync(service, service.Tenant, new ModelsSpec())).ShouldBeSameAs(before);

        service.Write("models/marts/customers.sql", "SELECT customer, max(amount) AS most FROM {{ ref('stg_orders') }} GROUP BY customer");

        (await OfAsync(service, service.Tenant, new ModelsSpec())).Names.Find("customers.most").Column.ShouldBe("most");
    }

    private static async Task<ProjectLineage> OfAsync(ServiceUnderTest service, TenantId tenant, ModelsSpec models)
    {
        await using var connection = await service.Services.GetRequiredService<ControlDatabase>().OpenFleetAsync(CancellationToken.None);
        // Each spec is a generation of its own.
        return (await service.Services.GetRequiredService<LineageGraphs>().OfAsync(connection, new TenantModels(tenant, models.Vars.Count + 1, "test", models, Suspended: false), CancellationToken.None)).Lineage;
    }
}
