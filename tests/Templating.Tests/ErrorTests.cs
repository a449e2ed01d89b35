namespace ControlPlane.Templating.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("{{ ", 1, 1, "unexpected end of template, the tag opened here is not closed")]
    [InlineData("a\n{% if x %}\nb", 2, 4, "Unexpected end of template. Looking for 'elif' or 'else' or 'endif': the block 'if' that starts here is not closed")]
    [InlineData("{% for i in x %}\n{% endif %}", 2, 4, "Encountered unknown tag 'endif'. The innermost block that needs to be closed is 'for'.")]
    [InlineData("\n\n  {% unknown %}", 3, 6, "Encountered unknown tag 'unknown'.")]
    [InlineData("{% include 'x' %}", 1, 4, "The tag 'include' is not supported: templates stand alone.")]
    [InlineData("{{ 1 + }}", 1, 8, "unexpected end of print statement")]
    [InlineData("{{ (1 }}", 1, 7, "unexpected '}', expected ')'")]
    [InlineData("{{ 'abc }}", 1, 4, "unexpected char ''', the string is not closed")]
    [InlineData("{% set true = 1 %}", 1, 8, "can't assign to 'true'")]
    [InlineData("{# open", 1, 1, "Missing end of comment tag")]
    [InlineData("{% raw %} x", 1, 1, "Missing end of raw directive")]
    [InlineData("{{ x y }}", 1, 6, "expected end of print statement, got 'y'")]
    [InlineData("{{ f(a=1, 2) }}", 1, 11, "invalid syntax for function call expression")]
    [InlineData("{% macro m(a=1, b) %}{% endmacro %}", 1, 17, "non-default argument follows default argument")]
    [InlineData("{{ }}", 1, 4, "expected an expression, got end of print statement")]
    [InlineData("{% %}", 1, 4, "tag name expected")]
    [InlineData("{% call 5 %}{% endcall %}", 1, 9, "expected call")]
    [InlineData("{{ a ! b }}", 1, 6, "unexpected char '!'")]
    [InlineData("{{ 1 | nope }}", 1, 8, "No filter named 'nope'.")]
    [InlineData("{{ 1 is nope }}", 1, 9, "No test named 'nope'.")]
    public void Invalid_text_is_refused_when_parsed_with_its_place(string template, int line, int column, string problem)
    {
        var error = Should.Throw<TemplateException>(() => Template.Parse(template, "models/a.sql"));
        error.Kind.ShouldBe(TemplateErrorKind.Syntax);
        error.Problem.ShouldBe(problem);
        (error.File, error.Line, error.Column).ShouldBe(("models/a.sql", line, column));
    }

    [Theory]
    [InlineData("a\n\nb {{ missing.x }} c", 3, 13, "'missing' is undefined", "b {{ missing.x }} c")]
    [InlineData("{{ d.zz.yy }}", 1, 8, "'dict object' has no attribute 'zz'", "{{ d.zz.yy }}")]
    [InlineData("{% for i in l %}\n{{ i + 'a' }}\n{% endfor %}", 2, 6, "unsupported operand type(s) for +: 'int' and 'str'", "{{ i + 'a' }}")]
    [InlineData("{% macro m() %}\n{{ 1 / 0 }}\n{% endmacro %}\n{{ m() }}", 2, 6, "division by zero", "{{ 1 / 0 }}")]
    [InlineData("{{ missing() }}", 1, 4, "'missing' is undefined", "{{ missing() }}")]
    public void A_failing_render_names_the_place_and_the_text(string template, int line, int column, string problem, string text)
    {
        var error = Should.Throw<TemplateException>(() => Template.Parse(template, "a.sql").Render(Variables.All));
        (error.File, error.Line, error.Column, error.Problem, error.OffendingText).ShouldBe(("a.sql", line, column, problem, text));
        error.Message.ShouldBe($"a.sql:{line}:{column}: {problem}\n  {text}");
    }

    [Fact]
    public void An_error_thrown_by_a_function_gets_the_place_of_its_call()
    {
        TemplateFunction fails = _ => throw new TemplateException("no model named 'x'");
        var template = Template.Parse("\n{{ ref('x') }}", "a.sql");
        var error = Should.Throw<TemplateException>(() => template.Render(Variables.Dict(("ref", fails))));
        (error.Problem, error.Line, error.Column).ShouldBe(("no model named 'x'", 2, 7));
    }
}
