using System.Text.Json;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Models.Errors;

namespace ControlPlane.Transformation.Tests.Projects;

public sealed class TenantOverrideTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public TenantOverrideTests()
    {
        _project["models/staging/stg_orders.sql"] = "SELECT 1 AS id";
        _project["models/marts/customers.sql"] = "SELECT id FROM {{ ref('stg_orders') }}";
        _project["models/marts/orders.sql"] = "SELECT id FROM {{ ref('stg_orders') }}";
    }

    [Fact]
    public void Tenants_with_other_overrides_build_other_things_and_share_the_rest()
    {
        var projects = _project.Projects();
        var plain = ProjectFolder.Bind(projects, new ModelsSpec());

        var without = ProjectFolder.Bind(projects, new ModelsSpec { Disabled = ["marts.orders"] });
        var viewed = ProjectFolder.Bind(projects, Spec("customers", """{"materialized": "view", "tags": ["special"], "schema": "INTERMEDIATE"}"""));
        var again = ProjectFolder.Bind(projects, Spec("customers", """{"materialized": "view", "tags": ["special"], "schema": "INTERMEDIATE"}"""));

        plain.Built.Select(node => node.Name).ShouldBe(["stg_orders", "customers", "orders"]);
        without.Built.Select(node => node.Name).ShouldBe(["stg_orders", "customers"]);
        var customers = viewed.Built.Single(node => node.Name == "customers");
        (customers.Config.Materialized, customers.Schema).ShouldBe(("view", "INTERMEDIATE"));
        customers.Tags.ShouldBe(["special"]);
        plain.Built.Single(node => node.Name == "customers").Config.Materialized.ShouldBe("table");
        // What is the same for both was parsed once.
        again.Built.Single(node => node.Name == "customers").Config.ShouldBeSameAs(customers.Config);
        ProjectFolder.Bind(projects, new ModelsSpec()).Built[0].Config.ShouldBeSameAs(plain.Built[0].Config);
        new[] { plain.Hash, without.Hash, viewed.Hash }.Distinct().Count().ShouldBe(3);
        again.Hash.ShouldBe(viewed.Hash);
    }

    [Fact]
    public void Names_of_nothing_are_errors_with_the_nearest_names()
    {
        var errors = Errors(new ModelsSpec { Disabled = ["marts.orders", "ordres"], Config = Spec("staging.customers", """{"materialized": "view"}""").Config });

        errors.ShouldBe(
        [
            "spec: models.config.staging.customers: The project has no 'staging.customers'. Did you mean 'customers'?",
            "spec: models.disabled.ordres: The project has no 'ordres'. Did you mean 'orders'?",
        ]);
    }

    [Theory]
    [InlineData("""{"pre_hook": "DROP TABLE x"}""", "pre_hook", "A tenant's spec cannot configure 'pre_hook'; it can ")]
    [InlineData("""{"database": "OTHER"}""", "database", "A tenant's spec cannot configure 'database'; it can ")]
    [InlineData("""{"materialized": "view'"}""", "materialized", "Expected a word")]
    [InlineData("""{"enabled": "no"}""", "enabled", "Expected true or false.")]
    [InlineData("""{"meta": {"quality": [{"check": "sql", "name": "x", "query": "select 1"}]}}""", "meta", "Quality checks hold SQL")]
    [InlineData("""{"meta": {"owner": "x", "external_location": "(select 1)"}}""", "meta", "Where a source's files are is read as SQL")]
    [InlineData("""{"meta": {"formatter": "oldstyle"}}""", "meta", "How a source's location is read is declared in the project")]
    public void Configurations_that_are_not_a_specs_to_make_are_errors(string config, string key, string message) =>
        Errors(Spec("orders", config)).Single().ShouldStartWith($"spec: models.config.orders.{key}: {message}");

    [Theory]
    [InlineData("""{"meta": {"folder": "x) ; drop table y"}}""", "meta")]
    [InlineData("""{"tags": "x"}""", "tags")]
    [InlineData("""{"schema": "RAW"}""", "schema")]
    public void Of_a_source_nothing_is_a_specs_but_whether_there_is_one(string config, string key)
    {
        Source();

        Errors(Spec("app.payments", config)).Single().ShouldStartWith($"spec: models.config.app.payments.{key}: 'app.payments' is a source: a tenant's spec can configure 'enabled' of it alone.");
        ProjectFolder.Bind(_project.Projects(), Spec("app.payments", """{"enabled": false}""")).Manifest.Sources.Values.Select(source => source.Name).ShouldBe(["orders"]);
    }

    [Fact]
    public void A_source_with_the_name_of_a_model_keeps_its_own_meta_and_tags()
    {
        Source();

        var project = ProjectFolder.Bind(_project.Projects(), Spec("orders", """{"meta": {"folder": "other"}, "tags": ["special"]}"""));

        var source = project.Manifest.Sources.Values.Single(source => source.Name == "orders");
        source.Config.Map("meta")["folder"].ShouldBe("own");
        source.Tags.ShouldBeEmpty();
        project.Built.Single(node => node.Name == "orders").Tags.ShouldBe(["special"]);
    }

    [Fact]
    public void A_schema_that_is_no_schema_of_models_is_an_error_as_everywhere() =>
        Errors(Spec("orders", """{"schema": "RAW"}""")).Single().ShouldContain("Models cannot be built in schema 'RAW'.");

    public void Dispose() => _project.Dispose();

    private void Source() =>
        _project["models/sources.yml"] = """
            sources:
              - name: app
                schema: RAW
                tables:
                  - name: payments
                  - name: orders
                    config: {meta: {folder: own}}
            """;

    private IReadOnlyList<string> Errors(ModelsSpec spec) => [.. Should.Throw<ProjectInvalidException>(() => ProjectFolder.Bind(_project.Projects(), spec)).Errors.Select(error => error.ToString())];

    private static ModelsSpec Spec(string model, string config) =>
        new() { Config = new Dictionary<string, IReadOnlyDictionary<string, JsonElement>> { [model] = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(config)! } };
}
