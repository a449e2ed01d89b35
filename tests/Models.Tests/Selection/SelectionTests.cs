using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Selection;

namespace ControlPlane.Models.Tests.Selection;

/// <summary>raw.orders -> stg_orders -> orders -> report; stg_payments -> orders; tests on each.</summary>
public class SelectionTests
{
    private readonly HandMadeManifest _shop = new();
    private readonly List<string> _warnings = [];

    public SelectionTests()
    {
        _shop.Source("raw", "orders");
        _shop.Model("stg_orders", ["source.shop.raw.orders"], "models/staging", model => model.Tags.Add("nightly"));
        _shop.Model("stg_payments", [], "models/staging/pay", model => model.Config["materialized"] = "table");
        _shop.Model("orders", ["stg_orders", "stg_payments"], "models/marts", model =>
        {
            model.Config["meta"] = new Dictionary<string, object?> { ["owner"] = "finance" };
            model.Config["group"] = "sales";
            model.Access = "public";
        });
        _shop.Model("report", ["orders"], "models/marts", model => model.PatchPath = "shop://models/marts/reports.yml");
        _shop.Test("not_null_stg_orders", ["stg_orders"], "not_null");
        _shop.Test("orders_match", ["orders", "stg_payments"]);
        _shop.Test("unique_orders", ["orders"], "unique", test => test.Config["severity"] = "WARN");
    }

    [Theory]
    [InlineData("stg_orders", "stg_orders not_null_stg_orders")]
    [InlineData("shop.staging", "stg_orders stg_payments not_null_stg_orders orders_match")]
    [InlineData("staging.pay", "stg_payments orders_match")]
    [InlineData("staging.*stg_*", "stg_orders stg_payments not_null_stg_orders orders_match")]
    [InlineData("stg_*", "")] // A pattern is held against the whole path of names.
    [InlineData("+orders", "raw.orders stg_orders stg_payments orders not_null_stg_orders orders_match unique_orders")]
    [InlineData("1+orders", "stg_orders stg_payments orders not_null_stg_orders orders_match unique_orders")]
    [InlineData("stg_payments+1", "stg_payments orders orders_match unique_orders")]
    [InlineData("stg_payments+", "stg_payments orders report orders_match unique_orders")]
    [InlineData("@stg_payments", "raw.orders stg_orders stg_payments orders report not_null_stg_orders orders_match unique_orders")]
    [InlineData("tag:nightly", "stg_orders not_null_stg_orders")]
    [InlineData("tag:night*", "stg_orders not_null_stg_orders")]
    [InlineData("source:raw", "raw.orders")]
    [InlineData("source:raw.orders+1", "raw.orders stg_orders not_null_stg_orders")]
    [InlineData("path:models/staging/pay", "stg_payments orders_match")]
    [InlineData("models/marts", "orders report orders_match unique_orders")]
    [InlineData("models/marts/reports.yml", "report")]
    [InlineData("models/**/stg_orders.sql", "stg_orders not_null_stg_orders")]
    [InlineData("stg_orders.sql", "stg_orders not_null_stg_orders")]
    [InlineData("config.materialized:table", "stg_payments orders_match")]
    [InlineData("config.meta.owner:finance", "orders orders_match unique_orders")]
    [InlineData("config.severity:warn", "unique_orders")]
    [InlineData("group:sales", "orders orders_match unique_orders")]
    [InlineData("access:public", "orders orders_match unique_orders")]
    [InlineData("test_type:singular", "orders_match")]
    [InlineData("test_type:generic", "not_null_stg_orders unique_orders")]
    [InlineData("test_name:unique", "unique_orders")]
    [InlineData("resource_type:source", "raw.orders")]
    [InlineData("package:this,tag:nightly", "stg_orders not_null_stg_orders")]
    [InlineData("stg_orders,tag:other", "")]
    [InlineData("stg_orders report", "stg_orders report not_null_stg_orders")]
    [InlineData("metric:anything", "")]
    public void A_text_selects(string text, string expected) => Names([text]).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);

    [Fact]
    public void Nothing_asked_for_is_everything_but_what_is_excluded()
    {
        Names((string[]?)null).Count.ShouldBe(8);
        Names((string[]?)null, ["orders+"]).ShouldBe(["raw.orders", "stg_orders", "stg_payments", "not_null_stg_orders"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(IndirectSelection.Eager, "orders", "orders orders_match unique_orders")]
    [InlineData(IndirectSelection.Cautious, "orders", "orders unique_orders")]
    [InlineData(IndirectSelection.Cautious, "orders stg_payments", "orders stg_payments orders_match unique_orders")]
    [InlineData(IndirectSelection.Buildable, "orders", "orders orders_match unique_orders")]
    [InlineData(IndirectSelection.Buildable, "stg_payments", "stg_payments")]
    [InlineData(IndirectSelection.Empty, "orders", "orders")]
    public void Tests_come_with_what_they_test(IndirectSelection indirect, string text, string expected) =>
        Names([text], indirect: indirect).ShouldBe(expected.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData("tga:x", "'tga' is not a valid method name. Did you mean 'tag'?")]
    [InlineData("@orders+", "incompatible")]
    [InlineData("source:a.b.c.d", "Sources must be of the form")]
    [InlineData("test_type:odd", "expected \"generic\"")]
    [InlineData("state:modified", "no comparison manifest")]
    [InlineData("result:error", "No comparison run_results")]
    [InlineData("version:newest", "expected one of")]
    public void What_cannot_be_understood_is_said(string text, string message) =>
        Should.Throw<SelectionException>(() => Names([text])).Message.ShouldContain(message);

    [Fact]
    public void A_part_that_matches_nothing_is_warned_of()
    {
        Names(["orders", "nothing_like_this"]);

        _warnings.ShouldBe(["The selection criterion 'nothing_like_this' does not match any enabled nodes"]);
    }

    [Fact]
    public void Disabled_and_empty_models_are_not_selected()
    {
        _shop.Model("off", also: model => model.Config["enabled"] = false);
        _shop.Model("empty", also: model => model.RawCode = " \n");

        Names(["off", "empty"]).ShouldBeEmpty();
    }

    [Fact]
    public void Versions_are_selected_by_age()
    {
        foreach (var version in new[] { 1L, 2L, 3L })
            _shop.Model($"bill_v{version}", also: model => (model.Version, model.LatestVersion, model.Fqn) = (version, 2L, ["shop", "bill", $"v{version}"]));

        Names(["version:latest"]).ShouldBe(["bill_v2"]);
        Names(["version:old"]).ShouldBe(["bill_v1"]);
        Names(["version:prerelease"]).ShouldBe(["bill_v3"]);
        Names(["bill.v1"]).ShouldBe(["bill_v1"]);
        Names(["bill"]).Count.ShouldBe(3);
    }

    [Fact]
    public void What_changed_since_an_earlier_manifest_is_selected()
    {
        var before = Written();
        _shop.Manifest.Nodes["model.shop.orders"].RawCode = "select 2";
        _shop.Model("fresh");

        Names(["state:modified"], state: before).ShouldBe(["orders", "fresh", "orders_match", "unique_orders"], ignoreOrder: true);
        Names(["state:new"], state: before).ShouldBe(["fresh"]);
        Names(["state:modified.body"], state: before, indirect: IndirectSelection.Empty).ShouldBe(["orders", "fresh"], ignoreOrder: true);
        Names(["state:modified.configs"], state: before, indirect: IndirectSelection.Empty).ShouldBe(["fresh"]);
        Names(["state:unmodified,resource_type:model"], state: before, indirect: IndirectSelection.Empty).ShouldBe(["stg_orders", "stg_payments", "report"], ignoreOrder: true);
    }

    [Fact]
    public void A_named_selector_combines_excludes_and_inherits()
    {
        var file = new Dictionary<string, object?>
        {
            ["selectors"] = new List<object?>
            {
                Selector("staging", Map(("method", "path"), ("value", "models/staging"), ("indirect_selection", "empty"))),
                Selector("nightly", Map(("union", new List<object?> { Map(("method", "selector"), ("value", "staging")), "report", Map(("exclude", new List<object?> { "stg_payments" })) }))),
                Selector("default", Map(("tag", "nightly")), isDefault: true),
            },
        };
        var definitions = SelectorDefinitions.Read(file);

        definitions.Default.ShouldBe("default");
        Names(definitions.All["staging"]).ShouldBe(["stg_orders", "stg_payments"], ignoreOrder: true);
        Names(definitions.All["nightly"]).ShouldBe(["stg_orders", "report"], ignoreOrder: true);
        Names(definitions.All["default"]).ShouldBe(["stg_orders", "not_null_stg_orders"], ignoreOrder: true);
    }

    [Fact]
    public void A_selector_that_inherits_from_one_not_defined_is_refused_by_name() =>
        Should.Throw<SelectionException>(() => SelectorDefinitions.Read(new Dictionary<string, object?>
        {
            ["selectors"] = new List<object?> { Selector("nightly", Map(("method", "selector"), ("value", "stagng"))) },
        })).Message.ShouldBe("selectors.yml: selector 'nightly': there is no selector 'stagng' before this one. Define it first.");

    private static Dictionary<string, object?> Selector(string name, object? definition, bool isDefault = false) => Map(("name", name), ("definition", definition), ("default", isDefault));

    private static Dictionary<string, object?> Map(params (string Key, object? Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    private PreviousState Written()
    {
        var folder = Directory.CreateTempSubdirectory("manifest").FullName;
        try
        {
            ManifestFile.Write(folder, _shop.Manifest);
            return new PreviousState { Manifest = ManifestFile.Read(folder) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<string> Names(string[]? select, string[]? exclude = null, IndirectSelection indirect = IndirectSelection.Eager, PreviousState? state = null) =>
        Names(CriteriaText.Parse(select, exclude, indirect), state);

    private List<string> Names(SelectionSpec spec, PreviousState? state = null) =>
        [.. new NodeSelector(_shop.Manifest, new ProjectGraph(_shop.Manifest), state, _warnings.Add).Select(spec)
            .Select(id => _shop.Manifest.Find(id)!).Select(node => node is SourceDefinition source ? source.SearchName : node.Name)];
}
