using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance.Postgres;

/// <summary>What PostgreSQL keeps beyond what every warehouse promises: rights, and models that depend on a view.</summary>
public sealed class PostgresViewTests(PostgresFixture postgres) : ViewConformance(new PostgresEngine(postgres))
{
    private static readonly RawColumn A = new("a", ["a"], RawType.Integer);
    private static readonly RawColumn B = new("b", ["b"], RawType.Text);

    [Fact]
    public async Task View_is_read_by_the_transformer_and_by_nobody_else()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A], false, [], []), Token);
        var view = warehouse.Name("RAW", $"{Table}_current");

        (await warehouse.QueryAsync(tenant, $"SELECT * FROM {view}")).ShouldBeEmpty();
        (await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"SELECT * FROM {view}", WarehouseRole.Reader))).Kind.ShouldBe(FaultKind.AccessDenied);
        (await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"SELECT * FROM {view}", WarehouseRole.Loader))).Kind.ShouldBe(FaultKind.AccessDenied);
        await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"INSERT INTO {view} (_tenant) VALUES ('x')", WarehouseRole.Loader));
    }

    [Fact]
    public async Task Privilege_on_a_view_that_was_taken_or_given_by_hand_is_drift()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A], false, [], []), Token);
        await SuperuserAsync(tenant, $"""REVOKE SELECT ON "RAW".{Table}_current FROM "{tenant.RoleName(WarehouseRole.Transformer)}"; GRANT SELECT ON "RAW".{Table}_current TO "{tenant.RoleName(WarehouseRole.Loader)}" """);

        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.Select(step => step.Kind).ShouldBe(["grant", "revoke"]);
        await ProvisionAsync(warehouse, tenant);
        (await ShownAsync(warehouse, tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Models_are_made_again_with_their_rights_when_a_column_they_read_changes_its_type()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"a":1,"b":"2"}"""]);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A, B], false, [], []), Token);
        await warehouse.ExecuteAsync(tenant,
            $"""CREATE VIEW "STAGING".one AS SELECT * FROM "RAW".{Table}_current""", """CREATE VIEW "MARTS".two AS SELECT b FROM "STAGING".one""", """COMMENT ON VIEW "MARTS".two IS 'it''s two'""",
            """ALTER VIEW "MARTS".two SET (security_barrier = true)""", $"""GRANT SELECT ON "MARTS".two TO "{tenant.RoleName(WarehouseRole.Loader)}" WITH GRANT OPTION""");
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A, B with { Type = RawType.Integer }], false, [], []), Token);

        (await warehouse.QueryAsync(tenant, """SELECT b FROM "MARTS".two""", WarehouseRole.Reader)).ShouldHaveSingleItem()[0].ShouldBe(2m);
        (await warehouse.QueryAsync(tenant, """SELECT obj_description('"MARTS".two'::regclass), relowner::regrole::text FROM pg_class WHERE oid = '"MARTS".two'::regclass"""))[0]
            .ShouldBe(["it's two", $"\"{tenant.RoleName(WarehouseRole.Transformer)}\""]);
        (await warehouse.QueryAsync(tenant, """SELECT array_to_string(reloptions, ','), (SELECT count(*) FROM aclexplode(relacl) WHERE is_grantable AND grantee <> relowner) FROM pg_class WHERE oid = '"MARTS".two'::regclass"""))[0]
            .ShouldBe(["security_barrier=true", 1L]);
        await warehouse.ExecuteAsync(tenant, $"""REVOKE ALL ON "MARTS".two FROM "{tenant.RoleName(WarehouseRole.Loader)}" """);
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Column_that_a_model_needs_stays_as_it_was_until_the_model_is_gone()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"a":1,"b":"2"}"""]);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A, B], false, [], []), Token);
        await warehouse.ExecuteAsync(tenant, $"""CREATE VIEW "STAGING".model AS SELECT a, upper(b) AS b FROM "RAW".{Table}_current""", $"""CREATE MATERIALIZED VIEW "STAGING".kept AS SELECT a FROM "RAW".{Table}_current""");
        var changed = new RawView(Table, [B with { Type = RawType.Integer }, new("c", ["c"], RawType.Text)], false, [], []);

        await warehouse.Sessions.PublishAsync(tenant, changed, Token);
        (await ColumnsAsync(warehouse, tenant)).Skip(3).ShouldBe(["a", "b", "b__v_integer", "c"]);
        (await warehouse.QueryAsync(tenant, """SELECT a, b FROM "STAGING".model""")).ShouldHaveSingleItem().ShouldBe([1m, "2"]);
        await warehouse.Sessions.PublishAsync(tenant, changed, Token);
        (await ColumnsAsync(warehouse, tenant)).Skip(3).ShouldBe(["a", "b", "b__v_integer", "c"], "again is no change");

        await warehouse.ExecuteAsync(tenant, """DROP MATERIALIZED VIEW "STAGING".kept""", """DROP VIEW "STAGING".model""");
        await warehouse.Sessions.PublishAsync(tenant, changed, Token);
        (await ColumnsAsync(warehouse, tenant)).Skip(3).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task Loader_removes_nothing_but_the_earlier_batches_of_a_table_of_records()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["{}"]);
        Task Call(string table, Guid batch, WarehouseRole role = WarehouseRole.Loader) => warehouse.QueryAsync(tenant, """SELECT "RAW"._remove_earlier($1, $2)""", role, table, batch);

        await Should.ThrowAsync<Fault>(() => Call(Table, Guid.CreateVersion7()));
        await Should.ThrowAsync<Fault>(() => Call("_loads", Guid.CreateVersion7()));
        await Should.ThrowAsync<Fault>(() => Call("x\" WHERE true; --", Guid.CreateVersion7()));
        foreach (var role in new[] { WarehouseRole.Transformer, WarehouseRole.Reader })
            (await Should.ThrowAsync<Fault>(() => Call(Table, Guid.CreateVersion7(), role))).Kind.ShouldBe(FaultKind.AccessDenied);
        (await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"""DELETE FROM "RAW".{Table}""", WarehouseRole.Loader))).Kind.ShouldBe(FaultKind.AccessDenied);
        (await CountAsync(warehouse, tenant)).ShouldBe(1);
    }

    [Fact]
    public async Task Tenant_from_before_the_function_gets_it_by_one_more_step()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await SuperuserAsync(tenant, """DROP FUNCTION "RAW"._remove_earlier(text, uuid)""");
        (await Should.ThrowAsync<Fault>(() => LoadAsync(warehouse, tenant, ["{}"], replaces: true))).Kind.ShouldBe(FaultKind.AccessDenied);

        var step = Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldHaveSingleItem();
        (step.Kind, step.Destructive).ShouldBe(("create-function", false));
        await ProvisionAsync(warehouse, tenant);
        await SuperuserAsync(tenant, """GRANT EXECUTE ON FUNCTION "RAW"._remove_earlier(text, uuid) TO PUBLIC""");
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldHaveSingleItem();
        await ProvisionAsync(warehouse, tenant);
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldBeEmpty();
        await LoadAsync(warehouse, tenant, ["{}"], replaces: true);
    }

    [Fact]
    public async Task Column_of_a_published_table_is_repaired_too()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A], false, [], []), Token);
        await SuperuserAsync(tenant, $"""DROP VIEW "RAW".{Table}_current; ALTER TABLE "RAW".{Table} ALTER COLUMN _airbyte_data TYPE json""");
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A], false, [], []), Token);

        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldContain(step => step.Kind == "alter-column");
        await ProvisionAsync(warehouse, tenant);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [A], false, [], []), Token);
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldBeEmpty();
    }

    private async Task SuperuserAsync(Contracts.TenantId tenant, string sql)
    {
        await using var source = postgres.OpenAsSuperuser(tenant.DatabaseName);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
