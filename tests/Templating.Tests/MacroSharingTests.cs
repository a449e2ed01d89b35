namespace ControlPlane.Templating.Tests;

public sealed class MacroSharingTests
{
    private static readonly TemplateOptions WithReturn = new() { MacroReturn = true };

    [Fact]
    public void A_macro_is_listed_with_its_text_and_bound_to_other_variables()
    {
        var macro = Template.Parse("\n{%- macro m(a, b=1) -%} {{ a }}{{ b }}{{ schema }} {%- endmacro %}\n").Macros.ShouldHaveSingleItem();
        (macro.Name, macro.Line, string.Join(',', macro.Parameters)).ShouldBe(("m", 2, "a,b"));
        macro.Text.ShouldBe("{%- macro m(a, b=1) -%} {{ a }}{{ b }}{{ schema }} {%- endmacro %}");
        Template.Parse("{{ m('x') }}").Render(Variables.Dict(("m", macro.Bind(Variables.Dict(("schema", "S")))))).ShouldBe("x1S");
    }

    [Fact]
    public void An_exported_macro_sees_the_names_of_its_own_template()
    {
        var exported = Template.Parse("{% set prefix = 'p_' %}{% macro m(a) %}{{ prefix }}{{ a }}{{ helper() }}{% endmacro %}{% macro helper() %}!{% endmacro %}").Export(Variables.All);
        exported.Keys.ShouldBe(["prefix", "m", "helper"]);
        Template.Parse("{% set prefix = 'other' %}{{ m('x') }}").Render(exported).ShouldBe("p_x!");
    }

    [Fact]
    public void Macros_of_several_templates_share_one_limit_on_recursion()
    {
        var variables = new Dictionary<string, object?>();
        foreach (var text in new[] { "{% macro a() %}{{ b() }}{% endmacro %}", "{% macro b() %}{{ a() }}{% endmacro %}" })
        {
            var macro = Template.Parse(text).Macros[0];
            variables[macro.Name] = macro.Bind(variables);
        }

        Should.Throw<TemplateException>(() => Template.Parse("{{ a() }}").Render(variables)).Kind.ShouldBe(TemplateErrorKind.Limit);
    }

    [Theory]
    [InlineData("{% macro m(x) %}noise{{ return(x + 1) }}more{% endmacro %}{{ m(1) + 1 }}", "3")]
    [InlineData("{% macro m(l) %}{% for i in l %}{% if i > 1 %}{{ return(i) }}{% endif %}{{ 1 / 0 if i > 1 }}{% endfor %}{% endmacro %}{{ m([1,2,3]) }}", "2")]
    [InlineData("{% macro m() %}{% do return([1, 2]) %}{% endmacro %}{{ m() | sum }}{{ m() }}", "3[1, 2]")]
    [InlineData("{% macro a() %}{{ return(b() ~ 'a') }}{% endmacro %}{% macro b() %}{{ return('b') }}{% endmacro %}{{ a() }}", "ba")]
    [InlineData("{% macro m() %}{% set x = return(5) %}{{ x }}{% endmacro %}{{ m() }}", "5")]
    public void Return_ends_a_macro_with_a_value(string template, string expected) =>
        Template.Parse(template, null, WithReturn).Render(Variables.All).ShouldBe(expected);
}
