namespace ControlPlane.Models.Tests.Parsing;

public sealed class PlainModelsTests
{
    [Theory]
    [InlineData(@"{{ config(description='a\nb \'c\'', tags=['x']) }} select 1 as id", @"a\nb \'c\'")]
    [InlineData(@"{{ config(description='a\nb') }}{% set x = 1 %} select 1 as id", "a\nb")]
    [InlineData(@"{{- config(description='a\nb') }} select 1 as id", "a\nb")]
    [InlineData(@"{{ config(description='a\nb', batch=3) }} select 1 as id", "a\nb")]
    [InlineData(@"{{ config(description='a\nb', full_refresh=var('y', false)) }} select 1 as id", "a\nb")]
    public void Texts_are_taken_as_written_where_the_reference_does_not_render(string text, string description)
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = text;
        project.Parse().Nodes["model.shop.a"].Config["description"].ShouldBe(description);
    }

    [Fact]
    public void A_byte_order_mark_before_properties_is_none_of_their_business()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1 as id";
        project["models/schema.yml"] = "\uFEFFmodels: [{name: a, description: first}]";
        project.Parse().Nodes["model.shop.a"].Description.ShouldBe("first");
    }

    [Fact]
    public void A_random_item_of_a_list_can_be_taken()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{% set one = range(3, 4) | list | random %}{{ config(tags=['t' ~ one]) }}select {{ [] | random }} 1 as id";
        project.Parse().Nodes["model.shop.a"].Tags.ShouldBe(["t3"]);
    }
}
