using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;

namespace ControlPlane.Models.Tests.Parsing;

public sealed class NodeNamesTests
{
    [Fact]
    public void Without_macros_of_a_package_names_are_what_the_engines_macros_give()
    {
        using var project = new ProjectFolder();
        project["models/plain.sql"] = "select 1 as id";
        project["models/given.sql"] = "{{ config(schema=' marts ', alias=' other ', database=' elsewhere ') }} select 1 as id";
        project["models/orders_v1.sql"] = "select 1 as id";
        project["models/schema.yml"] = "models: [{name: orders, versions: [{v: 1.5, defined_in: orders_v1}]}]";
        var manifest = project.Parse();
        using var adapter = AdapterFactory.Create(manifest.Projects.Target);
        var renderer = new ParseRenderer(manifest, adapter);
        foreach (var node in manifest.Nodes.Values)
        {
            (node.Database, node.Schema, node.Alias).ShouldBe(
                (renderer.GenerateName("database", node.Config.Database, node), renderer.GenerateName("schema", node.Config.Schema, node), renderer.GenerateName("alias", node.Config.Alias, node)));
        }
    }

    [Fact]
    public void A_package_may_name_its_own_nodes_otherwise()
    {
        using var project = new ProjectFolder();
        project["dbt_packages/tools/dbt_project.yml"] = "name: tools";
        project["dbt_packages/tools/macros/names.sql"] = "{% macro generate_alias_name(custom_alias_name, node) %}t_{{ node.name }}{% endmacro %}";
        project["dbt_packages/tools/models/m.sql"] = "select 1 as id";
        project["models/a.sql"] = "select 1 as id";
        var nodes = project.Parse().Nodes;
        (nodes["model.tools.m"].Alias, nodes["model.shop.a"].Alias).ShouldBe(("t_m", "a"));
    }
}
