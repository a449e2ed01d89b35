namespace ControlPlane.Models.Tests.Parsing;

public sealed class SimpleProjectTests
{
    [Fact]
    public void A_model_depends_on_what_it_refers_to()
    {
        using var project = new ProjectFolder();
        project["models/staging/stg_orders.sql"] = "select 1 as id";
        project["models/orders.sql"] = "select * from {{ ref('stg_orders') }}";
        var manifest = project.Parse();
        manifest.Nodes.Keys.ShouldBe(["model.shop.orders", "model.shop.stg_orders"]);
        manifest.Nodes["model.shop.orders"].DependsOn.Nodes.ShouldBe(["model.shop.stg_orders"]);
        manifest.Nodes["model.shop.stg_orders"].Fqn.ShouldBe(["shop", "staging", "stg_orders"]);
        manifest.Nodes["model.shop.stg_orders"].RelationName.ShouldBe("\"shop\".\"dev\".\"stg_orders\"");
    }
}
