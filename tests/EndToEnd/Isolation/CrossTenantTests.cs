using System.Net;
using ControlPlane.EndToEnd.Processes;

namespace ControlPlane.EndToEnd.Isolation;

[Collection(MachineCollection.Name)]
public sealed class CrossTenantTests(RunningMachine machine)
{
    [Fact]
    public async Task Key_of_one_tenant_gets_404_for_everything_of_another_and_sees_it_in_no_list()
    {
        var globex = new OwnTenant("globex-dev", machine.Operator, machine.Operator);
        await globex.OnboardAsync((await machine.Host.AddressAsync()), machine.Landing("globex-dev", 100));
        using var stranger = await machine.WithAsync(await globex.KeyAsync());
        using var own = await machine.WithAsync(await new OwnTenant("acme-dev", machine.Operator, machine.Operator).KeyAsync());
        using var operatorClient = await machine.WithAsync(machine.Host.Data.OperatorToken());
        var operations = await ApiOperation.AllAsync(machine.Operator);
        operations.Count(operation => operation.IsOfTenant).ShouldBeGreaterThan(15);

        foreach (var operation in operations.Where(operation => operation.IsOfTenant))
        {
            using var refused = await AskAsync(stranger, operation);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, operation.ToString());
            refused.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", operation.ToString());
        }
        foreach (var operation in operations.Where(operation => operation.Method == HttpMethod.Get))
        {
            // So that the refusals above are refusals: there is something at these paths.
            using var found = await AskAsync(operatorClient, operation);
            found.StatusCode.ShouldBe(HttpStatusCode.OK, operation.ToString());
            if (operation.IsOfTenant) continue;
            using var list = await AskAsync(stranger, operation);
            var text = await list.Content.ReadAsStringAsync();
            text.ShouldNotContain("acme-dev", customMessage: operation.ToString());
            text.ShouldNotContain(machine.AcmeRun.ToString(), customMessage: operation.ToString());
        }
        using var mart = await own.GetAsync("v1/tenants/acme-dev/marts/github_events_daily");
        mart.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_without_a_token_or_with_a_wrong_one_sees_anything()
    {
        using var anonymous = new HttpClient { BaseAddress = await machine.Host.AddressAsync() };
        using var wrong = await machine.WithAsync("cpk_" + new string('0', 64));

        foreach (var operation in await ApiOperation.AllAsync(machine.Operator))
            foreach (var client in new[] { anonymous, wrong })
            {
                using var refused = await AskAsync(client, operation);
                refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, operation.ToString());
            }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient client, ApiOperation operation)
    {
        using var request = operation.RequestFor("acme-dev", machine.AcmeRun);
        return await client.SendAsync(request);
    }
}
