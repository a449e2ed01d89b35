using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.History;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Quality;

public sealed class QualityHistoryFileTests : IDisposable
{
    private static readonly CheckKey Key = new("model.shop.orders", "\"dev\".\"orders\"", "volume");
    private readonly TemporaryFolder _folder = new("quality");

    private string File => _folder["target/history.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_latest_records_of_each_check_are_read_oldest_first()
    {
        var history = new QualityHistoryFile(File);
        history.Append([Record(1), Record(2), Record(2) with { Check = "other" }]);
        history.Append([Record(3), Record(null)]);
        var read = new QualityHistoryFile(File).Read(new Dictionary<CheckKey, int> { [Key] = 2 });
        read.Keys.ShouldBe([Key]);
        read[Key].ShouldBe([Record(2), Record(3)]);
    }

    [Fact]
    public void Another_target_has_other_history()
    {
        var history = new QualityHistoryFile(File);
        history.Append([Record(1) with { Relation = "\"prod\".\"orders\"" }]);
        history.Read(new Dictionary<CheckKey, int> { [Key] = 2 }).ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_broke_off_is_left_out_and_spoils_no_other()
    {
        var history = new QualityHistoryFile(File);
        history.Append([Record(1)]);
        System.IO.File.AppendAllText(File, "{\"at\":\"2026-01-01T00:0");
        history.Append([Record(2)]);
        history.Read(new Dictionary<CheckKey, int> { [Key] = 9 })[Key].Select(record => record.Value).ShouldBe([1, 2]);
    }

    [Fact]
    public void Without_a_file_there_is_no_history() => new QualityHistoryFile(File).Read(new Dictionary<CheckKey, int> { [Key] = 9 }).ShouldBeEmpty();

    [Fact]
    public void Those_who_append_at_the_same_time_lose_nothing()
    {
        Parallel.For(0, 20, i => new QualityHistoryFile(File).Append([Record(i), Record(i)]));
        new QualityHistoryFile(File).Read(new Dictionary<CheckKey, int> { [Key] = 99 })[Key].Count.ShouldBe(40);
    }

    private static QualityRecord Record(double? value) =>
        new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Guid.Empty, Key.UniqueId, Key.Relation, Key.Check, "volume", QualityDimension.Volume, QualitySeverity.Error, QualityStatus.Pass, value, null, 7, "fine");
}
