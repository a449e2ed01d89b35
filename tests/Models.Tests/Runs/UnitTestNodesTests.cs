using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.UnitTests;

namespace ControlPlane.Models.Tests.Runs;

public sealed class UnitTestNodesTests
{
    private readonly HandMadeManifest _made = new();

    [Fact]
    public void Each_input_becomes_an_ephemeral_model_that_gives_its_rows()
    {
        _made.Model("orders");
        _made.Source("raw", "payments");
        var tested = _made.Model("mart", ["orders"]);
        var (node, inputs) = new UnitTestNodes(_made.Manifest, Test(
            new("ref('orders')", new("dict", new List<object?> { new Dictionary<string, object?> { ["id"] = 1L, ["note"] = "it's", ["none"] = null } }, null)),
            new("source(\"raw\", \"payments\")", new("csv", "id,note\n1,\"a, b\"\n2,", null)),
            new("this", new("sql", "select 1 as id", null)))).Make();
        node.RawCode.ShouldBe(tested.RawCode);
        node.Config.Materialized.ShouldBe("unit");
        inputs.StandIns["model.shop.orders"].RawCode.ShouldBe("""{{ get_fixture_sql([{'id': 1, 'note': 'it\'s', 'none': None}], None) }}""");
        inputs.StandIns["source.shop.raw.payments"].RawCode.ShouldBe("{{ get_fixture_sql([{'id': '1', 'note': 'a, b'}, {'id': '2', 'note': None}], None) }}");
        inputs.StandIns["model.shop.mart"].RawCode.ShouldBe("select 1 as id");
        inputs.StandIns.Values.ShouldAllBe(standIn => standIn.IsEphemeral);
    }

    [Theory]
    [InlineData("ref('nothing')", "Unit test 'adds' had an input (ref('nothing')) which was not found in the manifest.")]
    [InlineData("orders", "Unit test given inputs must be either a 'ref', 'source' or 'this' call. Got: 'orders'.")]
    public void An_input_that_names_nothing_is_told(string input, string message)
    {
        _made.Model("mart");
        Should.Throw<RunException>(() => new UnitTestNodes(_made.Manifest, Test(new UnitTestInput(input, new("dict", new List<object?>(), null)))).Make()).Message.ShouldBe(message);
    }

    private static UnitTest Test(params UnitTestInput[] given) => new()
    {
        ResourceType = ResourceType.UnitTest, UniqueId = "unit_test.shop.mart.adds", Name = "adds", PackageName = "shop", Path = "schema.yml", OriginalFilePath = "models/schema.yml",
        Fqn = ["shop", "mart", "adds"], Model = "mart", TestedNode = "model.shop.mart", Given = [.. given], Expect = new("dict", new List<object?>(), null),
    };
}
