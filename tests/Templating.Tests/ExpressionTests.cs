namespace ControlPlane.Templating.Tests;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("{{ 1 + 2 }}", "3")]
    [InlineData("{{ 7 // -2 }}", "-4")]
    [InlineData("{{ -7 % 3 }}", "2")]
    [InlineData("{{ 2 ** 70 }}", "1180591620717411303424")]
    [InlineData("{{ 1 / 2 }}", "0.5")]
    [InlineData("{{ [1, 'a', None, {'b': 1.0}, (1,)] }}", "[1, 'a', None, {'b': 1.0}, (1,)]")]
    [InlineData("{{ 'abc'[::-1] }}", "cba")]
    [InlineData("{{ 'a,b'.split(',') | map('upper') | join('-') }}", "A-B")]
    [InlineData("{{ 'x' if false }}", "")]
    public void Expressions_follow_Python(string template, string expected) =>
        Template.Parse(template).Render(new Dictionary<string, object?>()).ShouldBe(expected);
}
