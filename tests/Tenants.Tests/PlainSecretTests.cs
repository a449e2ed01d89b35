using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Tenants.Specs;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class PlainSecretTests(Warehouse warehouse)
{
    private const string Manifest = """
        version: 6.0.0
        type: DeclarativeSource
        definitions:
          key: { type: string, airbyte_secret: true }
        streams: [{ type: DeclarativeStream, name: items }]
        spec:
          type: Spec
          connection_specification:
            type: object
            properties:
              base_url: { type: string }
              handshake: { type: string, airbyte_secret: true }
              referred: { $ref: "#/definitions/key" }
              hosts: { type: array, items: { type: object, properties: { door: { type: string, airbyte_secret: true } } } }
              login:
                oneOf:
                  - { type: object, properties: { method: { const: none } } }
                  - { type: object, properties: { method: { const: pair }, left: { type: string }, right: { type: string, airbyte_secret: true } } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_manifest_marks_as_secret_must_be_a_reference_whatever_it_is_called()
    {
        using var folder = new TemporaryFolder("blueprints");
        Directory.CreateDirectory(folder["crm/connectors"]);
        await File.WriteAllTextAsync(folder["crm/blueprint.yaml"], "name: crm\nversion: 1.0.0\ndefaults: { models: { project: . } }\n", Token);
        await File.WriteAllTextAsync(folder["crm/dbt_project.yml"], "name: crm\n", Token);
        await File.WriteAllTextAsync(folder["crm/connectors/items.yaml"], Manifest, Token);
        await using var host = await TenantsHost.StartAsync(warehouse, settings: new() { ["ControlPlane:Blueprints"] = folder.Path });
        var tenant = PostgresFixture.NewTenant();

        var errors = await ErrorsAsync(await host.PutAsync(tenant, Spec("hunter2-plain")));
        errors.Keys.ShouldBe(new[] { "handshake", "referred", "hosts[0].door", "login.right" }.Select(key => $"sources.items.config.{key}"), ignoreOrder: true);
        errors.Values.ShouldAllBe(message => message.Contains("Must be a reference") && !message.Contains("hunter2"));
        (await host.PutAsync(tenant, Spec("secret://{tenant}/items"))).StatusCode.ShouldBe(HttpStatusCode.Created);

        static string Spec(string secret) => $$"""
            blueprint: crm
            sources:
              items:
                connector: items
                streams: [items]
                config: { base_url: "https://crm.example", handshake: "{{secret}}", referred: "{{secret}}", hosts: [{ door: "{{secret}}" }], login: { method: pair, left: me, right: "{{secret}}" } }
              files: { connector: landed-files, contract: items, streams: [items], config: { handshake: any } }
            """;
    }

    [Fact]
    public async Task Addresses_with_credentials_are_refused_wherever_they_stand()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var errors = await ErrorsAsync(await host.PutAsync(PostgresFixture.NewTenant(), """
            blueprint: github-events
            sources:
              github:
                config: { base_url: "https://ghp_hunter2@api.github.com", other: ["https://x.example/?page=1&api_key=hunter2", "https://x.example/?page=1"], db: "postgres://me:hunter2@db.example/x" }
            refreshes:
              connections:
                powerbi: { apiUrl: "https://x.example/?sig=hunter2", loginUrl: "https://login.example#access_token=hunter2", tenantId: t, clientId: c, clientSecret: "secret://{tenant}/x" }
            """));

        errors.Keys.ShouldBe(["sources.github.config.base_url", "sources.github.config.other[0]", "sources.github.config.db", "refreshes.connections.powerbi.apiUrl", "refreshes.connections.powerbi.loginUrl"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization_header_value")]
    [InlineData("pat")]
    [InlineData("github_pat")]
    [InlineData("githubPat")]
    [InlineData("token_v2")]
    [InlineData("accessToken1")]
    [InlineData("passwordOld")]
    [InlineData("db_passwd_1")]
    [InlineData("apikey")]
    [InlineData("API-Key-2")]
    [InlineData("privateKeyPem")]
    [InlineData("aws_access_key_id")]
    [InlineData("credentials_json")]
    [InlineData("client_secret_value")]
    public void Name_tells_a_secret(string name) => SecretNames.Tells(name).ShouldBeTrue();

    [Theory]
    [InlineData("path")]
    [InlineData("pattern")]
    [InlineData("compatible")]
    [InlineData("dispatch")]
    [InlineData("token_url")]
    [InlineData("tokenEndpoint")]
    [InlineData("password_field")]
    [InlineData("secret_name")]
    [InlineData("primary_key")]
    [InlineData("author")]
    public void Name_tells_no_secret(string name) => SecretNames.Tells(name).ShouldBeFalse();

    private static async Task<Dictionary<string, string>> ErrorsAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["errors"]!.AsObject().ToDictionary(error => error.Key, error => (string)error.Value![0]!);
    }
}
