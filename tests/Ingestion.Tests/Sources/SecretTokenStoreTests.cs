using ControlPlane.Connectors;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Sources;

public sealed class SecretTokenStoreTests(PostgresFixture postgres)
{
    private static readonly RefreshedTokens Tokens = new("access", "refresh", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_rotated_token_is_found_by_its_credential_and_by_no_other_tenant()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        var token = TestContext.Current.CancellationToken;

        await new SecretTokenStore(host.Secrets, world.Tenant).SaveAsync("abc123", Tokens, [], token);

        (await new SecretTokenStore(host.Secrets, world.Tenant).FindAsync("abc123", token)).ShouldBe(Tokens);
        (await new SecretTokenStore(host.Secrets, world.Tenant).FindAsync("other", token)).ShouldBeNull();
        (await new SecretTokenStore(host.Secrets, PostgresFixture.NewTenant()).FindAsync("abc123", token)).ShouldBeNull();
        (await world.ControlAsync<string>("SELECT string_agg(s::text, ' ') FROM secrets.secrets s")).ShouldNotContain("refresh\"");
    }
}
