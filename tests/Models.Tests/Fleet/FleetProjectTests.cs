using ControlPlane.Models.Errors;
using ControlPlane.Models.Fleet;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Fleet;

public sealed class FleetProjectTests : IDisposable
{
    private readonly ProjectFolder _folder = SharedProject.Write();

    private LoadOptions Options { get; } = new() { TargetProfile = Tenants.Target("neutral", "neutral") };

    [Theory]
    [InlineData("acme_db", "acme", "dev", null)]
    [InlineData("globex_db", "globex", "prod", null)]
    [InlineData("acme_db", "live", "prod", "eu")]
    [InlineData("neutral", "neutral", "dev", "us")]
    [InlineData("x", "s", "dev", "eu")]
    public void What_a_tenant_is_bound_to_is_what_parsing_and_compiling_for_it_gives(string database, string schema, string target, string? region)
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        project.Bind(Tenants.Of("first_db", "first"));
        var tenant = region is null ? Tenants.Of(database, schema, target) : Tenants.Of(database, schema, target, ("region", region));
        Check(project, tenant);
        Check(project, tenant with { Vars = new Dictionary<string, object?> { ["with_extra"] = true, ["limit"] = 5L } });
    }

    [Fact]
    public void Tenants_of_many_values_are_each_what_they_are_alone()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            var tenant = Tenants.Of($"db{random.Next(3)}", random.Next(4) switch { 0 => "live", 1 => "neutral", _ => $"tenant{i}" }, random.Next(2) == 0 ? "dev" : "prod");
            var vars = new Dictionary<string, object?>();
            if (random.Next(2) == 0) vars["region"] = random.Next(2) == 0 ? "eu" : "us";
            if (random.Next(3) == 0) vars["with_extra"] = random.Next(2) == 0;
            if (random.Next(3) == 0) vars["limit"] = (long)random.Next(3);
            if (random.Next(4) == 0) vars["materialized"] = "view";
            Check(project, tenant with { Vars = vars, Disabled = random.Next(4) == 0 ? ["unused"] : [] });
        }
    }

    [Fact]
    public void Overrides_go_before_all_configurations()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var tenant = Tenants.Of("acme_db", "acme") with
        {
            Disabled = ["marts.unused"],
            Configs = new Dictionary<string, IReadOnlyDictionary<string, object?>> { ["orders"] = new Dictionary<string, object?> { ["materialized"] = "incremental", ["schema"] = "special" } },
        };
        var bound = project.Bind(tenant);
        bound.Nodes.Keys.ShouldNotContain("model.shop.unused");
        bound.Nodes["model.shop.orders"].Config.Materialized.ShouldBe("incremental");
        bound.Nodes["model.shop.orders"].Schema.ShouldBe("acme_special");
        Check(project, tenant);
        project.Bind(Tenants.Of("acme_db", "acme")).Nodes["model.shop.orders"].Schema.ShouldBe("acme_core");
    }

    [Fact]
    public void Names_that_the_engine_makes_itself_follow_the_tenant()
    {
        using var folder = new ProjectFolder();
        folder["models/a.sql"] = "{{ config(schema='own') }}select 1 as id";
        folder["models/b.sql"] = "select * from {{ ref('a') }}";
        var tenant = Tenants.Of("acme_db", "acme");
        var bound = FleetProject.Parse(folder.Path, Options).Bind(tenant);
        bound.Nodes["model.shop.a"].RelationName.ShouldBe("\"acme_db\".\"acme_own\".\"a\"");
        bound.Nodes["model.shop.b"].CompiledCode.ShouldBe("select * from \"acme_db\".\"acme_own\".\"a\"");
        Tenants.Lines(bound).ShouldBe(Tenants.Lines(Tenants.Alone(folder.Path, Options, tenant)));
    }

    [Fact]
    public void Tenants_share_what_does_not_change()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var (one, two) = (project.Bind(Tenants.Of("a", "a")), project.Bind(Tenants.Of("b", "b")));
        var (first, second) = (one.Nodes["model.shop.stg_orders"], two.Nodes["model.shop.stg_orders"]);
        second.RawCode.ShouldBeSameAs(first.RawCode);
        second.Config.ShouldBeSameAs(first.Config);
        second.Template.ShouldBeSameAs(first.Template);
        second.BoundCode.ShouldNotBeNull().ShouldBeSameAs(first.BoundCode);
        two.Macros.ShouldBeSameAs(one.Macros);
        first.CompiledCode!.ShouldContain("\"a\".\"raw_a\".\"orders\"");
        second.CompiledCode!.ShouldContain("\"b\".\"raw_b\".\"orders\"");
    }

    [Fact]
    public void A_var_that_a_model_reads_compiles_that_model_again()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var (one, two) = (project.Bind(Tenants.Of("a", "a", "dev", ("limit", 1L))), project.Bind(Tenants.Of("b", "b", "dev", ("limit", 2L))));
        two.Nodes["model.shop.limited"].BoundCode.ShouldNotBe(one.Nodes["model.shop.limited"].BoundCode);
        two.Nodes["model.shop.orders"].BoundCode.ShouldBeSameAs(one.Nodes["model.shop.orders"].BoundCode);
    }

    [Fact]
    public void Compiling_a_bound_node_again_leaves_other_tenants_as_they_are()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var (one, two) = (project.Bind(Tenants.Of("a", "a")), project.Bind(Tenants.Of("b", "b")));
        var before = Tenants.Lines(two);
        using var adapter = ControlPlane.Models.Adapters.AdapterFactory.Create(one.Projects.Target);
        var renderer = new ControlPlane.Models.Jinja.RuntimeRenderer(one, adapter);
        foreach (var node in one.Nodes.Values.Where(node => node is { IsCompiled: true }).ToList())
        {
            var code = node.CompiledCode;
            renderer.Compile(node, () => throw new InvalidOperationException("No session is needed."));
            node.CompiledCode.ShouldBe(code);
        }
        Tenants.Lines(two).ShouldBe(before);
    }

    [Fact]
    public async Task Many_threads_bind_at_once()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        var tenants = Enumerable.Range(0, 64).Select(i => Tenants.Of($"db{i}", $"s{i}", i % 2 == 0 ? "dev" : "prod", ("limit", (long)(i % 5)), ("with_extra", i % 3 == 0))).ToList();
        var bound = await Task.WhenAll(tenants.Select(tenant => Task.Run(() => project.Bind(tenant))));
        for (var i = 0; i < tenants.Count; i += 9) Tenants.Lines(bound[i]).ShouldBe(Tenants.Lines(Tenants.Alone(_folder.Path, Options, tenants[i])));
    }

    [Fact]
    public void Aliases_that_follow_from_the_place_are_each_tenants_own_wherever_they_are_read()
    {
        using var folder = new ProjectFolder();
        folder["macros/alias.sql"] = "{% macro generate_alias_name(custom_alias_name=none, node=none) %}{{ target.schema }}_{{ node.name }}{% endmacro %}";
        folder["models/a.sql"] = "select 1 as id";
        folder["models/b.sql"] = "{{ config(materialized='ephemeral') }}select * from {{ ref('a') }}";
        folder["models/c.sql"] = "select * from {{ ref('b') }}";
        var project = FleetProject.Parse(folder.Path, Options);
        project.Bind(Tenants.Of("first_db", "first"));
        var tenant = Tenants.Of("acme_db", "acme");

        var bound = project.Bind(tenant);

        bound.Nodes["model.shop.c"].CompiledCode.ShouldNotBeNull().ShouldContain("\"acme_db\".\"acme\".\"acme_a\"");
        Tenants.Lines(bound).ShouldBe(Tenants.Lines(Tenants.Alone(folder.Path, Options, tenant)));
    }

    [Fact]
    public void A_project_that_reads_the_calls_id_keeps_the_newest_calls_only()
    {
        using var folder = new ProjectFolder();
        folder["models/a.sql"] = "select 1 as id";
        folder["models/schema.yml"] = "models: [{ name: a, config: { meta: { call: '{{ invocation_id }}' } } }]";
        var project = FleetProject.Parse(folder.Path, Options);
        var (one, two) = (Tenants.Of("a", "a") with { Invocation = new() }, Tenants.Of("b", "b") with { Invocation = new() });
        var first = project.Bind(one);

        project.Bind(one).Nodes["model.shop.a"].Config.ShouldBeSameAs(first.Nodes["model.shop.a"].Config);
        project.Bind(two).Nodes["model.shop.a"].Config.Map("meta")["call"].ShouldBe(two.Invocation.Id.ToString());
        project.Bind(one).Nodes["model.shop.a"].Config.ShouldNotBeSameAs(first.Nodes["model.shop.a"].Config);
    }

    [Fact]
    public void Two_nodes_that_become_one_relation_for_a_tenant_are_its_error()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        // In this place, generate_schema_name leaves custom schemas out.
        Should.Throw<ProjectInvalidException>(() => project.Bind(Tenants.Of("db", "flat"))).Message.ShouldContain("identical database representations");
        project.Bind(Tenants.Of("db", "acme"));
    }

    [Fact]
    public void A_project_that_did_not_change_is_not_read_again()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        project.Refresh().ShouldBeSameAs(project);
        _folder["models/stg_orders.sql"] = _folder["models/stg_orders.sql"];
        var touched = DateTime.UtcNow.AddMinutes(1);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "models/stg_orders.sql"), touched);
        project.Refresh().ShouldBeSameAs(project);
        // From then on its files are not read: with the same size and time, other content is not even noticed.
        _folder["models/stg_orders.sql"] = new string('x', _folder["models/stg_orders.sql"].Length);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "models/stg_orders.sql"), touched);
        project.Refresh().ShouldBeSameAs(project);
        _folder["target/manifest.json"] = "{}";
        project.Refresh().ShouldBeSameAs(project);
    }

    [Fact]
    public void A_changed_file_makes_another_project()
    {
        var project = FleetProject.Parse(_folder.Path, Options);
        _folder["models/marts/added.sql"] = "select * from {{ ref('orders') }}";
        var now = project.Refresh();
        now.Hash.ShouldNotBe(project.Hash);
        now.Bind(Tenants.Of("a", "a")).Nodes.Keys.ShouldContain("model.shop.added");
        project.Bind(Tenants.Of("a", "a")).Nodes.Keys.ShouldNotContain("model.shop.added");
    }

    public void Dispose() => _folder.Dispose();

    private void Check(FleetProject project, TenantBinding tenant)
    {
        var alone = Tenants.Alone(_folder.Path, Options, tenant);
        // Twice: what is made for the first is used for the second.
        for (var i = 0; i < 2; i++) Tenants.Lines(project.Bind(tenant)).ShouldBe(Tenants.Lines(alone));
        alone.Nodes.Values.Count(node => node.IsCompiled).ShouldBeGreaterThan(10);
    }
}
