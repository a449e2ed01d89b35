using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing;

public sealed class ProjectParserTests
{
    [Fact]
    public void A_model_depends_on_what_it_refers_to()
    {
        using var project = new ProjectFolder();
        project["models/staging/stg_orders.sql"] = "select 1 as id";
        project["models/orders.sql"] = "select * from {{ ref('stg_orders') }}";
        var manifest = project.Parse();
        manifest.Nodes.Keys.ShouldBe(["model.shop.orders", "model.shop.stg_orders"], ignoreOrder: true);
        manifest.Nodes["model.shop.orders"].DependsOn.Nodes.ShouldBe(["model.shop.stg_orders"]);
        var staging = manifest.Nodes["model.shop.stg_orders"];
        staging.Fqn.ShouldBe(["shop", "staging", "stg_orders"]);
        (staging.Path, staging.OriginalFilePath, staging.RelationName).ShouldBe(("staging/stg_orders.sql", "models/staging/stg_orders.sql", "\"shop\".\"dev\".\"stg_orders\""));
    }

    [Fact]
    public void Each_type_of_resource_has_its_place()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}on-run-start: select 1\non-run-end: ['select 2', 'select 3']");
        project["seeds/raw/s.csv"] = "id\n1";
        project["snapshots/deep/snaps.sql"] = "{% snapshot one %}{{ config(strategy='check', unique_key='id', check_cols='all', target_schema='kept') }}select 1 as id{% endsnapshot %}\n"
            + "{% snapshot two %}{{ config(strategy='timestamp', unique_key='id', updated_at='at') }}select 1 as id{% endsnapshot %}";
        project["analyses/deep/a.sql"] = "select 1";
        project["tests/deep/t.sql"] = "select 1 as id";
        var nodes = project.Parse().Nodes;
        Shown(nodes["seed.shop.s"]).ShouldBe("raw/s.csv seeds/raw/s.csv shop.raw.s");
        Shown(nodes["snapshot.shop.one"]).ShouldBe("deep/snaps.sql snapshots/deep/snaps.sql shop.deep.snaps.one");
        (nodes["snapshot.shop.one"].Schema, nodes["snapshot.shop.two"].Schema).ShouldBe(("kept", "dev"));
        Shown(nodes["analysis.shop.a"]).ShouldBe("analysis/deep/a.sql analyses/deep/a.sql shop.analysis.deep.a");
        Shown(nodes["test.shop.t"]).ShouldBe("deep/t.sql tests/deep/t.sql shop.deep.t");
        Shown(nodes["operation.shop.shop-on-run-end-1"]).ShouldBe("hooks/shop-on-run-end-1.sql ./dbt_project.yml shop.hooks.shop-on-run-end-1");
        (nodes["operation.shop.shop-on-run-end-1"].Index, nodes["operation.shop.shop-on-run-end-1"].RawCode).ShouldBe((1, "select 3"));
        nodes["operation.shop.shop-on-run-start-0"].Tags.ShouldBe(["on-run-start"]);
    }

    [Fact]
    public void Names_are_made_by_the_projects_own_macros()
    {
        using var project = new ProjectFolder();
        project["macros/names.sql"] = "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or node.fqn[1] }}{% endmacro %}";
        project["models/staging/a.sql"] = "select 1 as id";
        project["models/staging/b.sql"] = "{{ config(schema='given', alias='bee') }} select 1 as id";
        var nodes = project.Parse().Nodes;
        (nodes["model.shop.a"].Schema, nodes["model.shop.b"].RelationName).ShouldBe(("staging", "\"shop\".\"given\".\"bee\""));
    }

    [Fact]
    public void Disabled_nodes_stand_aside()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(enabled=false) }} select 1 as id";
        project["models/b.sql"] = "select 1 as id";
        var manifest = project.Parse();
        manifest.Nodes.Keys.ShouldBe(["model.shop.b"]);
        manifest.Disabled.Keys.ShouldBe(["model.shop.a"]);
    }

    [Fact]
    public void Docs_blocks_are_read_from_markdown()
    {
        using var project = new ProjectFolder();
        project["models/docs.md"] = "# Title\n{% docs orders %}\n  One per `order`.\n{% enddocs %}\n{% docs raw %}{% raw %}{{ x }}{% endraw %}{% enddocs %}";
        var docs = project.Parse().Docs;
        docs["doc.shop.orders"].Contents.ShouldBe("One per `order`.");
        docs["doc.shop.raw"].Contents.ShouldBe("{{ x }}");
    }

    [Fact]
    public void A_model_in_python_has_its_place_in_the_graph()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1 as id";
        project["models/p.py"] = "def model(dbt, session):\n    dbt.config(tags=['py'], enabled=True)\n    # dbt.ref('nothing')\n    return dbt.ref('a')\n";
        var node = project.Parse().Nodes["model.shop.p"];
        (node.Language, node.Config.Materialized).ShouldBe(("python", "table"));
        node.DependsOn.Nodes.ShouldBe(["model.shop.a"]);
        node.Tags.ShouldBe(["py"]);
    }

    [Fact]
    public void Versions_are_models_of_one_name()
    {
        using var project = new ProjectFolder();
        project["models/orders_v1.sql"] = "select 1 as id";
        project["models/orders_v2.sql"] = "select 2 as id";
        project["models/schema.yml"] = "models: [{name: orders, latest_version: 2, versions: [{v: 1}, {v: 2}]}]";
        project["models/use.sql"] = "select * from {{ ref('orders') }} union all select * from {{ ref('orders', v=1) }}";
        var nodes = project.Parse().Nodes;
        nodes["model.shop.use"].DependsOn.Nodes.ShouldBe(["model.shop.orders.v2", "model.shop.orders.v1"]);
        nodes["model.shop.orders.v1"].Fqn.ShouldBe(["shop", "orders", "v1"]);
        nodes["model.shop.orders.v1"].Alias.ShouldBe("orders_v1");
    }

    private static string Shown(ManifestNode node) => $"{node.Path} {node.OriginalFilePath} {string.Join('.', node.Fqn)}";
}
