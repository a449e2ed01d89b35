using ControlPlane.Templating.Filters;

namespace ControlPlane.Templating.Tests;

/// <summary>Values are those that the reference's native environment gives for the same texts.</summary>
public sealed class NativeValueTests
{
    private static readonly TemplateOptions Options = new() { Filters = NativeFilters.ForValues };

    private static readonly Dictionary<string, object?> Variables = new() { ["x"] = 5L, ["s"] = "7", ["l"] = new List<object?> { 1L }, ["n"] = null };

    [Theory]
    [InlineData("{{ x }}", 5L)]
    [InlineData("{{ s }}", "7")]
    [InlineData("{{ s | as_native }}", 7L)]
    [InlineData("{{ '7' | as_native }}", 7L)]
    [InlineData("{{ x | as_text }}", "5")]
    [InlineData("{{ 1 + 1 }}", "2")]
    [InlineData("{{ -1 }}", "-1")]
    [InlineData("{{ none }}", "None")]
    [InlineData("{{ n }}", null)]
    [InlineData("{{ [1, 2] }}", "[1, 2]")]
    [InlineData("{{ 'a' ~ 'b' }}", "ab")]
    [InlineData("{{ s | int }}", 7L)]
    [InlineData("{{ '7' | int }}", "7")]
    [InlineData("{{ l | is_list }}", true)]
    [InlineData(" {{ x }}", " 5")]
    [InlineData("", "")]
    public void A_single_expression_keeps_its_value_unless_it_is_a_constant(string text, object? expected) =>
        Template.Parse(text, options: Options).RenderNative(Variables).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 'true' | as_bool }}", "Could not convert value 'true' into type 'bool'")]
    [InlineData("{{ 'a' | as_number }}", "Could not convert value 'a' into type 'number'")]
    public void What_is_not_what_it_was_declared_as_is_an_error(string text, string message) =>
        Should.Throw<TemplateException>(() => Template.Parse(text, options: Options).RenderNative(Variables)).Problem.ShouldBe(message);
}
