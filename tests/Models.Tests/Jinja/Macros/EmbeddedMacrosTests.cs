using ControlPlane.Models.Jinja.Macros;

namespace ControlPlane.Models.Tests.Jinja.Macros;

public sealed class EmbeddedMacrosTests
{
    [Theory]
    [InlineData("dbt")]
    [InlineData("dbt_postgres")]
    public void Each_is_named_as_its_text_says(string package)
    {
        var macros = EmbeddedMacros.Of(package).ToList();
        macros.ShouldNotBeEmpty();
        foreach (var macro in macros) macro.Definition.Name.ShouldBe(macro.Name);
    }

    [Fact]
    public void Manifests_share_definitions_but_not_what_is_said_of_them()
    {
        var (one, two) = (EmbeddedMacros.Of("dbt").First(), EmbeddedMacros.Of("dbt").First());
        one.Description = "changed";
        two.Description.ShouldBeEmpty();
        two.Definition.ShouldBeSameAs(one.Definition);
    }
}
