namespace ControlPlane.Templating.Tests;

public sealed class LimitTests
{
    private static readonly TemplateOptions Options = new()
    {
        Limits = new TemplateLimits { Iterations = 1000, OutputCharacters = 10_000, Recursion = 50, ValueSize = 10_000 },
    };

    [Theory]
    [InlineData("{% for a in range(100) %}{% for b in range(100) %}{% endfor %}{% endfor %}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}")]
    [InlineData("{% for a in range(900) %}{{ 'x' * 100 }}{% endfor %}")]
    [InlineData("{{ 'x' * 1000000000 }}")]
    [InlineData("{{ 'x' * 10 ** 18 }}")]
    [InlineData("{{ [1] * 1000000000 }}")]
    [InlineData("{{ 10 ** (10 ** 10) }}")]
    [InlineData("{{ 'x'.ljust(1000000000) }}")]
    [InlineData("{{ 'x' | center(1000000000) }}")]
    [InlineData("{{ '%1000000000d' % 1 }}")]
    [InlineData("{{ '{:1000000000}'.format('x') }}")]
    [InlineData("{{ range(100000000) }}")]
    [InlineData("{% set x = namespace(v='x') %}{% for i in range(100) %}{% set x.v = x.v + x.v %}{% endfor %}")]
    [InlineData("{% set x = namespace(v='x') %}{% for i in range(100) %}{% set x.v = x.v ~ x.v %}{% endfor %}")]
    [InlineData("{% set x = [1] %}{% for i in range(100) %}{% do x.extend(x) %}{% endfor %}")]
    [InlineData("{{ ('x' * 5000).replace('x', 'y' * 5000) }}")]
    [InlineData("{% set x = [] %}{% do x.append(x) %}{{ x }}")]
    public void A_runaway_template_ends_with_a_limit(string template)
    {
        var error = Should.Throw<TemplateException>(() => Template.Parse(template, null, Options).Render(Variables.All));
        error.Kind.ShouldBe(TemplateErrorKind.Limit);
        error.Line.ShouldBe(1);
    }

    [Fact]
    public void A_render_that_takes_too_long_ends()
    {
        var options = new TemplateOptions { Limits = new TemplateLimits { Duration = TimeSpan.Zero } };
        var template = Template.Parse("{% for i in range(1000) %}{{ i }}{% endfor %}", null, options);
        Should.Throw<TemplateException>(() => template.Render(Variables.All)).Kind.ShouldBe(TemplateErrorKind.Limit);
    }

    [Fact]
    public void Deeply_nested_text_is_refused_rather_than_ending_the_process()
    {
        var nested = "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}";
        Should.Throw<TemplateException>(() => Template.Parse(nested)).Problem.ShouldBe("the expression is nested too deeply");
        LiteralValue.Parse(new string('[', 100_000)).ShouldBe(new string('[', 100_000));
    }

    [Theory]
    [InlineData("{{ s.__class__ }}")]
    [InlineData("{{ s.GetType }}")]
    [InlineData("{{ s.Length }}")]
    [InlineData("{{ l.Capacity }}")]
    [InlineData("{{ d.Comparer }}")]
    public void Nothing_of_the_dotnet_types_is_reachable(string template) =>
        Template.Parse(template).Render(Variables.All).ShouldBe("");
}
