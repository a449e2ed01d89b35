namespace ControlPlane.Templating.Tests;

public sealed class UndefinedTests
{
    [Theory]
    [InlineData("{{ missing }}")]
    [InlineData("{{ d.zz }}")]
    [InlineData("{% if missing %}x{% endif %}")]
    [InlineData("{% for i in missing %}x{% endfor %}")]
    [InlineData("{{ missing ~ '' }}")]
    public void Strict_refuses_what_lenient_prints_as_nothing(string template)
    {
        Template.Parse(template).Render(Variables.All).ShouldBe("");
        var strict = Template.Parse(template, null, new TemplateOptions { Undefined = UndefinedBehavior.Strict });
        Should.Throw<TemplateException>(() => strict.Render(Variables.All)).Kind.ShouldBe(TemplateErrorKind.Undefined);
    }

    [Theory]
    [InlineData("{{ missing is defined }}", "False")]
    [InlineData("{{ missing | default('x') }}", "x")]
    [InlineData("{{ d.zz is undefined }}", "True")]
    public void Strict_still_lets_a_template_ask(string template, string expected) =>
        Template.Parse(template, null, new TemplateOptions { Undefined = UndefinedBehavior.Strict }).Render(Variables.All).ShouldBe(expected);

    [Fact]
    public void Strict_roots_refuses_undeclared_variables_before_rendering_and_is_lenient_below_them()
    {
        var options = new TemplateOptions { Undefined = UndefinedBehavior.StrictRoots };
        Template.Parse("[{{ d.zz }}]", null, options).Render(Variables.All).ShouldBe("[]");
        var error = Should.Throw<TemplateException>(() => Template.Parse("{% if false %}{{ nope }}{% endif %}", null, options).Render(Variables.All));
        error.Problem.ShouldBe("'nope' is not a variable here");
        error.Column.ShouldBe(18);
    }

    [Theory]
    [InlineData("{{ a.b[c] | default(e) }}", "a c e")]
    [InlineData("{% set x = y %}{{ x }}", "y")]
    [InlineData("{{ x }}{% set x = 1 %}", "x")]
    [InlineData("{% for i in l if i > low %}{{ i }}{{ loop.index }}{% else %}{{ i }}{% endfor %}", "i l low")]
    [InlineData("{% if a %}{% set x = 1 %}{% endif %}{{ x }}", "a x")]
    [InlineData("{% if a %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}", "a")]
    [InlineData("{% macro m(p) %}{{ p }}{{ q }}{{ varargs }}{{ later() }}{% endmacro %}{% macro later() %}{% endmacro %}{{ m(r) }}", "q r")]
    [InlineData("{{ range(3) }}{{ dict() }}", "")]
    public void Free_variables_are_the_roots_that_a_template_reads_and_does_not_set(string template, string expected) =>
        string.Join(' ', Template.Parse(template).FreeVariables.Order(StringComparer.Ordinal)).ShouldBe(expected);
}
