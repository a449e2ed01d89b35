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
    [InlineData("{% set x = namespace(v=(1,)) %}{% for i in range(100) %}{% set x.v = x.v + x.v %}{% endfor %}")]
    [InlineData("{% set x = namespace(v=[1]) %}{% for i in range(40) %}{% set x.v = [x.v, x.v] %}{% endfor %}{{ x.v }}")]
    [InlineData("{% set x = namespace(v=[1]) %}{% for i in range(40) %}{% set x.v = [x.v, x.v] %}{% endfor %}{{ x.v | tojson }}")]
    [InlineData("{% set x = namespace(v=[1], w=[1]) %}{% for i in range(40) %}{% set x.v = [x.v, x.v] %}{% set x.w = [x.w, x.w] %}{% endfor %}{{ x.v == x.w }}")]
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
    public void Keys_that_hold_one_another_many_times_are_hashed_in_time() =>
        Template.Parse("{% set x = namespace(v=(1,)) %}{% for i in range(60) %}{% set x.v = (x.v, x.v) %}{% endfor %}{{ {x.v: 2}[x.v] }}").Render(Variables.All).ShouldBe("2");

    [Theory]
    [InlineData("{{ ", "1 + ", "1 }}")]
    [InlineData("{{ ", "1 ** ", "1 }}")]
    [InlineData("{{ ", "1 * ", "1 }}")]
    [InlineData("{{ ", "0 or ", "1 }}")]
    [InlineData("{{ ", "1 and ", "1 }}")]
    [InlineData("{{ ", "not ", "1 }}")]
    [InlineData("{{ ", "1 if 1 else ", "1 }}")]
    [InlineData("{{ 1", " if 1", " }}")]
    [InlineData("{{ 1", " | abs", " }}")]
    [InlineData("{{ 1", " is defined", " }}")]
    [InlineData("{{ d", ".a", " }}")]
    [InlineData("{{ d", "['a']", " }}")]
    [InlineData("{{ s", ".upper()", " }}")]
    [InlineData("{{ s", "[1:]", " }}")]
    [InlineData("", "{% with %}", "")]
    [InlineData("", "{% if 1 %}", "")]
    [InlineData("", "{% for a in [1] %}", "")]
    [InlineData("", "{% filter upper %}", "")]
    public void Chain_without_end_is_refused_rather_than_ending_the_process(string start, string link, string end)
    {
        var failure = Should.Throw<TemplateException>(() => Template.Parse(start + string.Concat(Enumerable.Repeat(link, 100_000)) + end));
        failure.Kind.ShouldBeOneOf(TemplateErrorKind.Limit, TemplateErrorKind.Syntax);
        failure.Line.ShouldBe(1);
    }

    [Theory]
    [InlineData("{{ ", "1 + ", "1 }}", 490)]
    [InlineData("{{ 1", " | abs", " }}", 490)]
    [InlineData("{{ s", ".upper()", " }}", 240)]
    public void Chain_that_was_accepted_is_evaluated_deep_within_macros_too(string start, string link, string end, int links)
    {
        var chain = start + string.Concat(Enumerable.Repeat(link, links)) + end;
        var template = Template.Parse("{% macro m(n) %}{{ m(n - 1) if n else '' }}" + chain + "{% endmacro %}{{ m(150) }}");
        try
        {
            template.Render(Variables.All);
        }
        catch (TemplateException e) when (e.Kind == TemplateErrorKind.Limit)
        {
            // The stack was too small for it, which is said.
        }
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
