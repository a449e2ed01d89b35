namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class SetAndScopeTests
{
    [Theory]
    [InlineData("{% set x = 5 %}{{ x }} {% set a, b = 1, 2 %}{{ a }}{{ b }} {% set y = 1, 2 %}{{ y }}", "5 12 (1, 2)")]
    [InlineData("{% set x %}hello {{ s }}{% endset %}[{{ x }}] {% set y | upper %}abc{% endset %}{{ y }} {% set z | replace('a', 'b') | upper %}aaa{% endset %}{{ z }}", "[hello hello] ABC BBB")]
    [InlineData("{% if true %}{% set x = 1 %}{% endif %}{{ x }}", "1")]
    [InlineData("{% with a = 1, b = 2 %}{{ a }}{{ b }}{% set a = 9 %}{{ a }}{% endwith %}[{{ a }}]", "129[]")]
    [InlineData("{% set a = 3 %}{% with a = 1, b = a %}{{ a }}{{ b }}{% endwith %}", "13")]
    [InlineData("{% filter upper %}abc {{ s }}{% endfilter %} {% filter replace('a','b') | trim %}  aa  {% endfilter %}", "ABC HELLO bb")]
    [InlineData("{% set ns = namespace(a=1) %}{% set ns.b = 2 %}{{ ns.a }}{{ ns.b }}{{ ns.c }}", "12")]
    [InlineData("{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a + ns.b }}", "3")]
    [InlineData("{% if d.a == 1 and l %}yes{% elif false %}no{% else %}never{% endif %}{% if missing %}x{% endif %}", "yes")]
    [InlineData("{% if false %}a{% elif true %}b{% else %}c{% endif %}", "b")]
    [InlineData("{% print 1 + 1 %}{% do d.get('a') %}", "2")]
    [InlineData("{% set x = 1 %}{% set x = x + 1 %}{{ x }}", "2")]
    [InlineData("{{ x }}", "")]
    public void Names_live_in_their_scope(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{% set d.x = 1 %}", TemplateErrorKind.Value)]
    [InlineData("{% set x.y = 1 %}", TemplateErrorKind.Value)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
