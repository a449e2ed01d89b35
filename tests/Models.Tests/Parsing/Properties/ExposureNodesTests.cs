namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class ExposureNodesTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public ExposureNodesTests() => _project["models/a.sql"] = "select 1 as id";

    [Fact]
    public void An_exposure_depends_on_what_it_lists()
    {
        _project["models/schema.yml"] = """
            sources: [{name: raw, tables: [{name: t}]}]
            exposures:
              - name: dash
                label: "Dash {{ target.name }}"
                type: dashboard
                maturity: high
                url: https://x.y
                owner: {name: Joe, email: [a@b.c, d@e.f], team: z}
                meta: {em: 1}
                tags: [zt]
                config: {meta: {cm: 2}, tags: [ct]}
                depends_on: [ref('a'), "source('raw', 't')"]
              - {name: unused, type: ml, owner: {email: x@y.z}, config: {enabled: false}}
            """;
        var manifest = _project.Parse();
        var exposure = manifest.Exposures.Values.ShouldHaveSingleItem();
        exposure.UniqueId.ShouldBe("exposure.shop.dash");
        exposure.Label.ShouldBe("Dash dev");
        exposure.Tags.ShouldBe(["ct", "zt"]);
        exposure.Meta.ShouldBe(new Dictionary<string, object?> { ["em"] = 1L, ["cm"] = 2L });
        exposure.Owner.Keys.ShouldBe(["email", "name", "team"]);
        exposure.DependsOn.Nodes.ShouldBe(["source.shop.raw.t", "model.shop.a"]);
        manifest.Disabled.Keys.ShouldBe(["exposure.shop.unused"]);
    }

    [Theory]
    [InlineData("{name: q, type: dashbord, owner: {name: x}}", "'dashbord' is no type of an exposure (exposure 'q'). Did you mean 'dashboard'?")]
    [InlineData("{name: q, type: ml}", "The exposure 'q' has no 'owner'.")]
    [InlineData("{name: q, type: ml, owner: {name: x}, depends_on: [\"ref(\"]}", "'depends_on' of the exposure 'q' cannot be read")]
    [InlineData("{name: q, type: ml, owner: {name: x}, depends_on: [ref('aa')]}", "depends on a node named 'aa'")]
    public void A_malformed_exposure_is_an_error_with_its_line(string exposure, string message)
    {
        _project["models/schema.yml"] = $"exposures:\n  - {exposure}\n";
        var error = _project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("models/schema.yml:2: ");
        error.ShouldContain(message);
    }

    [Fact]
    public void Two_exposures_of_one_name_are_an_error()
    {
        _project["models/schema.yml"] = "exposures:\n  - {name: q, type: ml, owner: {name: x}}\n  - {name: q, type: ml, owner: {name: x}}\n";
        _project.Errors().ShouldHaveSingleItem().ShouldBe("models/schema.yml:3: dbt found two exposures with the name \"q\"; the other is at models/schema.yml:2. Rename one of the two.");
    }

    public void Dispose() => _project.Dispose();
}
