namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class MacrosTests
{
    [Theory]
    [InlineData("{% macro m(a, b=2) %}[{{ a }},{{ b }}]{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}{{ m() }}", "[1,2][1,3][4,5][,2]")]
    [InlineData("{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}{{ m() }}", "(1, 2){'x': 3}(){}")]
    [InlineData("{% macro m(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1, 2, 3) }}", "1(2, 3)")]
    [InlineData("{% macro m(a, b=a * 2) %}{{ a }} {{ b }}{% endmacro %}{{ m(2) }}", "2 4")]
    [InlineData("{% macro m(a) %}{% if a > 0 %}{{ a }}{{ m(a - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "321")]
    [InlineData("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}body{% endcall %}", "<body>")]
    [InlineData("{% macro m(l) %}{% for i in l %}{{ caller(i) }};{% endfor %}{% endmacro %}{% call(x) m([1,2]) %}item {{ x }}{% endcall %}", "item 1;item 2;")]
    [InlineData("{% macro m(caller=none) %}{{ 'y' if caller else 'n' }}{% endmacro %}{{ m() }}", "n")]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }}", "m ('a',) False False False")]
    [InlineData("{% set g = 'global' %}{% macro m() %}{{ g }}{{ s }}{% endmacro %}{{ m() }}", "globalhello")]
    [InlineData("{% macro m() %}{% set z = 1 %}{{ z }}{% endmacro %}{{ m() }}[{{ z }}]", "1[]")]
    [InlineData("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }}{{ m(**{'a': 2}) }}", "12")]
    [InlineData("{% macro m(x) %}{{ x is defined }}{{ x | default('d') }}{% endmacro %}{{ m() }}", "Falsed")]
    [InlineData("{% macro a() %}A{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}", "AB")]
    [InlineData("{% macro m() %} x {% endmacro %}{{ m() | trim }}{{ m() ~ 'y' }}", "x x y")]
    public void Macros_render(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", TemplateErrorKind.Type)]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(z=2) }}", TemplateErrorKind.Type)]
    [InlineData("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}", TemplateErrorKind.Type)]
    [InlineData("{% macro m() %}{% endmacro %}{% call m() %}x{% endcall %}", TemplateErrorKind.Type)]
    [InlineData("{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", TemplateErrorKind.Undefined)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
