using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Models.Quality.Scores;

namespace ControlPlane.Models.Tests.Quality;

public sealed class QualityScoreTests : IDisposable
{
    private readonly ProjectFolder _folder = new();
    private readonly Manifest _manifest;

    public QualityScoreTests()
    {
        _folder["models/staging/raw_orders.sql"] = "select 1 as id";
        _folder["models/marts/orders.sql"] = "select id from {{ ref('raw_orders') }}";
        _folder["models/marts/other.sql"] = "select 1 as id";
        _folder["models/schema.yml"] = """
            models:
              - name: orders
                columns:
                  - name: id
                    data_tests: [not_null, unique: {config: {severity: warn}}]
            """;
        _manifest = _folder.Parse();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_that_passes_gives_a_hundred_and_nothing_rated_gives_no_score()
    {
        var scores = QualityScore.Of(_manifest, [Result("orders", Null(), QualityStatus.Pass), Result("orders", Volume(), QualityStatus.Learning)], NoTests);
        scores.Select(score => (score.Mart.Name, score.Points)).ShouldBe([("orders", 100), ("other", null)], ignoreOrder: true);
    }

    [Fact]
    public void Dimensions_that_nothing_checks_leave_their_points_to_the_others()
    {
        var score = Orders([Result("orders", Null(), QualityStatus.Fail), Result("orders", Volume(), QualityStatus.Pass)], NoTests);
        score.Points!.Value.ShouldBe(100 - 100 * 20.0 / 30, 0.001);
        score.Parts.Sum(part => part.Available).ShouldBe(100, 0.001);
    }

    [Fact]
    public void Errors_weigh_twice_warnings_and_a_warning_costs_half()
    {
        var score = Orders([Result("orders", Null(), QualityStatus.Pass), Result("orders", Null("b", QualitySeverity.Warn), QualityStatus.Warn)], NoTests);
        score.Points!.Value.ShouldBe(100 - 100.0 / 3 / 2, 0.001);
    }

    [Fact]
    public void What_a_mart_is_built_from_counts_half()
    {
        var score = Orders([Result("orders", Null(), QualityStatus.Pass), Result("raw_orders", Null(), QualityStatus.Fail), Result("other", Null(), QualityStatus.Fail)], NoTests);
        score.Points!.Value.ShouldBe(100 - 100.0 / 3, 0.001);
        score.Losses.ShouldHaveSingleItem().Nodes.ShouldBe(["model.shop.raw_orders"]);
    }

    [Fact]
    public void Data_tests_are_rated_by_their_last_result_and_the_losses_explain_the_score()
    {
        var tests = _manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test).ToDictionary(node => node.UniqueId, node => node.Name.StartsWith("unique", StringComparison.Ordinal) ? "warn" : "fail");
        var score = Orders([Result("orders", Volume(), QualityStatus.Error)], tests);
        score.Losses.Select(part => (part.Name, part.Dimension, part.Status, part.Lost)).ShouldBe(
        [
            ("not_null_orders_id", QualityDimension.Completeness, QualityStatus.Fail, 40),
            ("unique_orders_id", QualityDimension.Uniqueness, QualityStatus.Warn, 20),
            ("volume", QualityDimension.Volume, QualityStatus.Error, 20),
        ]);
        score.Points.ShouldBe(20);
    }

    [Fact]
    public void Tests_that_were_skipped_are_not_rated()
    {
        var tests = _manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test).ToDictionary(node => node.UniqueId, _ => "skipped");
        Orders([], tests).Points.ShouldBeNull();
    }

    [Fact]
    public void Without_a_folder_of_marts_they_are_what_no_model_builds_on()
    {
        using var folder = new ProjectFolder();
        folder["models/a.sql"] = "select 1 as id";
        folder["models/b.sql"] = "select id from {{ ref('a') }}";
        QualityScore.Of(folder.Parse(), [], NoTests).Select(score => score.Mart.Name).ShouldBe(["b"]);
    }

    private static Dictionary<string, string> NoTests => [];

    private QualityScore Orders(IReadOnlyList<QualityResult> results, IReadOnlyDictionary<string, string> tests) =>
        QualityScore.Of(_manifest, results, tests).Single(score => score.Mart.Name == "orders");

    private static NullShareCheck Null(string name = "a", QualitySeverity severity = QualitySeverity.Error) => new(new CheckIdentity(name, severity, "id"), new Bounds(Max: 0));

    private static VolumeCheck Volume() => new(new CheckIdentity("volume"), 14, 5, 3, null, 0, new Bounds());

    private QualityResult Result(string node, QualityCheck check, QualityStatus status) =>
        new(_manifest.Nodes[$"model.shop.{node}"], node, check, new CheckOutcome(status, ""), 1, DateTimeOffset.UnixEpoch);
}
