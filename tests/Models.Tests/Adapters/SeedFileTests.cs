using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;

namespace ControlPlane.Models.Tests.Adapters;

public sealed class SeedFileTests
{
    [Theory]
    [InlineData("1", ValueKind.Number)]
    [InlineData("-1.50", ValueKind.Number)]
    [InlineData("1,234", ValueKind.Number)]
    [InlineData("$5", ValueKind.Number)]
    [InlineData("10%", ValueKind.Number)]
    [InlineData("1e3", ValueKind.Number)]
    [InlineData("2024-01-02", ValueKind.Date)]
    [InlineData("2024-1-2", ValueKind.Date)]
    [InlineData("2024-01-02 03:04:05", ValueKind.DateTime)]
    [InlineData("2024-01-02T03:04:05Z", ValueKind.DateTime)]
    [InlineData("2024-01-02 03:04", ValueKind.Text)]
    [InlineData("true", ValueKind.Boolean)]
    [InlineData("False", ValueKind.Boolean)]
    [InlineData("yes", ValueKind.Text)]
    [InlineData("null", ValueKind.Number)]
    [InlineData("n/a", ValueKind.Text)]
    public void A_value_is_tried_as_each_kind_in_turn(string value, ValueKind kind) =>
        SeedFile.Parse($"a\n\"{value}\"\n", [], "a.csv").KindOf(0).ShouldBe(kind);

    [Fact]
    public void A_column_is_what_all_its_values_are() =>
        SeedFile.Parse("a,b\n1,1\nx,\n", [], "a.csv").Rows.ShouldBe([["1", 1m], ["x", null]]);

    [Fact]
    public void A_column_with_a_configured_type_keeps_its_texts() =>
        SeedFile.Parse("a\n007\n", ["a"], "a.csv").Rows.ShouldBe([["007"]]);

    [Fact]
    public void Quotes_delimiters_and_line_ends_belong_to_a_quoted_field() =>
        SeedFile.Parse("a;b\r\n\"x;\"\"y\"\"\";\"1\n2\"\r\nin\"side;z\r\n", [], "a.csv", ";").Rows.ShouldBe([["x;\"y\"", "1\n2"], ["in\"side", "z"]]);

    [Fact]
    public void A_row_with_too_many_values_is_told_with_its_line() =>
        Should.Throw<ProjectInvalidException>(() => SeedFile.Parse("a,b\n1,2\n3,4,5\n", [], "seeds/a.csv")).Message.ShouldContain("seeds/a.csv:3: Row 1 has 3 values, but Table only has 2 columns.");

    [Fact]
    public void Names_that_are_missing_or_taken_are_made_up() =>
        SeedFile.Parse("a,,a\n1,2,3\n", [], "a.csv").Columns.Select(column => column.Name).ShouldBe(["a", "b", "a_2"]);
}
