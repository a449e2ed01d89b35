using ControlPlane.Models.Adapters;
using ControlPlane.Models.Runs.UnitTests;

namespace ControlPlane.Models.Tests.Runs;

public sealed class RowDiffTests
{
    [Fact]
    public void Rows_in_another_order_are_the_same() => RowDiff.Of(Table([1L, "a"], [2L, null]), Table([2L, null], [1L, "a"])).ShouldBeNull();

    [Fact]
    public void What_is_missing_added_or_changed_is_marked_and_the_rest_left_out()
    {
        var expected = Table([1L, "a"], [2L, "b"], [3L, "c"], [4L, "d"], [5L, "e"]);
        var actual = Table([1L, "a"], [2L, "b"], [3L, "c"], [4L, "x"], [6L, "z"]);
        RowDiff.Of(expected, actual)!.Replace("\r\n", "\n", StringComparison.Ordinal).ShouldBe("""
            @@ ,id ,name
            ...,...,...
               ,3  ,c
            →  ,4  ,d→x
            ---,5  ,e
            +++,6  ,z

            """);
    }

    [Fact]
    public void Numbers_keep_their_decimal_places() => RowDiff.Of(Table([1L, 24.50m]), Table([1L, 24.00m]))!.ShouldContain("24.50→24.00");

    private static ResultTable Table(params object?[][] rows) => new([new("id", "bigint"), new("name", "text")], rows);
}
