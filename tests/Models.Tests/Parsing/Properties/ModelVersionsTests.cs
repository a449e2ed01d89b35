using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class ModelVersionsTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public ModelVersionsTests()
    {
        _project["models/dim_v1.sql"] = "select 1 as id";
        _project["models/dim.sql"] = "select 1 as id, 2 as extra";
        _project["models/dim_three.sql"] = "select 1 as id, 2 as extra";
        _project["models/schema.yml"] = """
            models:
              - name: dim
                description: dimension
                latest_version: 2
                config: {tags: [all], materialized: table, contract: {enforced: true}}
                columns:
                  - {name: id, data_type: int, data_tests: [unique]}
                  - {name: extra, data_type: int}
                versions:
                  - v: 1
                    description: old
                    deprecation_date: 2030-05-06
                    columns: [{include: all, exclude: [extra]}]
                    config: {tags: [first], alias: dim_old}
                  - v: 2
                  - v: 3
                    defined_in: dim_three
                    columns: [{include: [id]}, {name: extra, data_type: text, data_tests: [not_null]}]
                    data_tests: []
                  - v: 4
            """;
    }

    [Fact]
    public void Each_version_is_a_model_of_its_own()
    {
        var nodes = _project.Parse().Nodes;
        nodes.Keys.Where(key => key.StartsWith("model.", StringComparison.Ordinal)).ShouldBe(["model.shop.dim.v1", "model.shop.dim.v2", "model.shop.dim.v3"], ignoreOrder: true);
        var first = nodes["model.shop.dim.v1"];
        (first.Name, first.Version, first.LatestVersion, first.Description, first.Alias).ShouldBe(("dim", (object)1L, (object)2L, "old", "dim_old"));
        first.Fqn.ShouldBe(["shop", "dim", "v1"]);
        first.Columns.Keys.ShouldBe(["id"]);
        first.Tags.ShouldBe(["first", "all"]);
        first.DeprecationDate.ShouldNotBeNull().ShouldStartWith("2030-05-06T00:00:00");
        first.Contract.Hash.ShouldBe("a31b0e38eb3a9f0c0ed2f45bd615732c39e48b7f698f50a36748a687fd6d7289");
        var third = nodes["model.shop.dim.v3"];
        third.Columns["extra"].DataType.ShouldBe("text");
        third.Alias.ShouldBe("dim_v3");
        third.Description.ShouldBe("dimension");
    }

    [Fact]
    public void The_latest_version_may_live_in_a_file_without_a_suffix() =>
        _project.Parse().Nodes["model.shop.dim.v2"].OriginalFilePath.ShouldBe("models/dim.sql");

    [Fact]
    public void Tests_are_made_for_each_version()
    {
        var tests = _project.Parse().Nodes.Values.Where(node => node.ResourceType == ResourceType.Test).ToList();
        tests.Select(test => test.UniqueId).ShouldContain("test.shop.unique_dim_v1_id.2f98b9f679");
        tests.Select(test => test.UniqueId).ShouldContain("test.shop.not_null_dim_v3_extra.03af283d42");
        tests.Single(test => test.Name == "unique_dim_v1_id").AttachedNode.ShouldBe("model.shop.dim.v1");
        tests.Single(test => test.Name == "unique_dim_v1_id").DependsOn.Nodes.ShouldBe(["model.shop.dim.v1"]);
    }

    [Fact]
    public void A_version_without_a_file_is_a_warning() =>
        _project.Parse().Warnings.ShouldContain(warning => warning.Message.StartsWith("Did not find matching node for patch with name 'dim_v4'", StringComparison.Ordinal) && warning.Line == 20);

    [Theory]
    [InlineData("latest_version: 9, versions: [{v: 1}]", "latest_version: 9 is not one of model 'dim' versions: [1]")]
    [InlineData("versions: [{v: 1}, {v: 1}]", "Found duplicate version: '1' in versions list of model 'dim'")]
    [InlineData("versions: [{v: 1, columns: [{include: some}]}]", "include must be one of ('all', '*') or a list of strings")]
    [InlineData("versions: [{description: x}]", "has no 'v'")]
    public void A_malformed_list_of_versions_is_an_error(string versions, string message)
    {
        _project["models/schema.yml"] = $"models:\n  - {{name: dim, {versions}}}\n";
        _project.Errors().ShouldContain(error => error.StartsWith("models/schema.yml:2: ", StringComparison.Ordinal) && error.Contains(message, StringComparison.Ordinal));
    }

    public void Dispose() => _project.Dispose();
}
