namespace ControlPlane.Templating.Tests;

public sealed class ModelTagTests
{
    private static readonly TemplateOptions Options = new() { ModelTags = true, MacroReturn = true };

    [Theory]
    [InlineData("{% test even(model, column='x') %}a{% endtest %}", "test_even")]
    [InlineData("{% data_test even(model) %}a{% enddata_test %}", "test_even")]
    [InlineData("{% materialization table, default %}a{% endmaterialization %}", "materialization_table_default")]
    [InlineData("{% materialization table, adapter='duckdb' %}a{% endmaterialization %}", "materialization_table_duckdb")]
    [InlineData("{% docs orders %}a{% enddocs %}", "orders")]
    public void Blocks_of_models_define_macros(string text, string name) => Template.Parse(text, options: Options).Macros.ShouldHaveSingleItem().Name.ShouldBe(name);

    [Fact]
    public void They_are_unknown_elsewhere() =>
        Should.Throw<TemplateException>(() => Template.Parse("{% test even(model) %}{% endtest %}")).Problem.ShouldStartWith("Encountered unknown tag 'test'.");

    [Fact]
    public void Calls_are_found_as_written_whether_or_not_they_would_be_made()
    {
        var calls = TemplateCall.FindAll(
            "{% macro m(a=f(1)) %}{% if no %}{{ p.g(x, 'y', k=\"z\") | h(1) }}{% endif %}{% call s('a') %}{% endcall %}{{ a.b.c() }}{{ x is t(1) }}{% raw %}{{ r() }}{% endraw %}{% endmacro %}", Options);

        calls.Select(call => (call.Target, call.Name)).ShouldBe([(null, "f"), ("p", "g"), (null, "s")]);
        calls[1].Arguments.Select(argument => (argument.Name, argument.Text, argument.Constant)).ShouldBe([(null, "x", null), (null, "'y'", "y"), ("k", "\"z\"", "z")]);
    }

    [Fact]
    public void Chained_undefined_values_can_be_called_and_their_arguments_are_evaluated()
    {
        List<object?> seen = [];
        var text = Template.Parse("[{{ no.such.thing(see(1))['x'](see(2)) }}]").Render(
            new Dictionary<string, object?> { ["see"] = (TemplateFunction)(arguments => { seen.Add(arguments.Positional[0]); return ""; }) },
            new TemplateOptions { Undefined = UndefinedBehavior.Chained });

        text.ShouldBe("[]");
        seen.ShouldBe([1L, 2L]);
    }

    [Theory]
    [InlineData("{% for i in range(5) %}{% if i == 1 %}{% continue %}{% elif i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}!", "02!")]
    [InlineData("{% for i in [1, 2] %}{% for j in [1, 2] %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}", "11 21 ")]
    [InlineData("{% for i in [1, 2] %}{% set t %}{{ i }}{% endset %}{% if i == 2 %}{% continue %}{% endif %}{{ t }}{% else %}none{% endfor %}", "1")]
    public void Loops_can_be_left_and_gone_on_with(string text, string expected) => Template.Parse(text).Render(new Dictionary<string, object?>()).ShouldBe(expected);

    [Theory]
    [InlineData("{% break %}")]
    [InlineData("{% for i in [1] %}{% macro m() %}{% continue %}{% endmacro %}{% endfor %}")]
    public void Outside_of_a_loop_there_is_nothing_to_leave(string text) => Should.Throw<TemplateException>(() => Template.Parse(text)).Problem.ShouldEndWith("outside of a loop");

    [Fact]
    public void A_part_of_a_file_knows_its_lines() =>
        Should.Throw<TemplateException>(() => Template.Parse("a\n{{ b.c }}", "x.sql", 10).Render(new Dictionary<string, object?>())).Line.ShouldBe(11);

    [Theory]
    [InlineData("{{ none | map('lower') | list }}{{ none | select('odd') | list }}", "[][]")]
    [InlineData("{{ '' | map(attribute='x') | list }}", "[]")]
    public void Selections_of_nothing_are_empty(string text, string expected) => Template.Parse(text).Render(new Dictionary<string, object?>()).ShouldBe(expected);
}
