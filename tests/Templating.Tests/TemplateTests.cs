namespace ControlPlane.Templating.Tests;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, object?> Nothing = [];

    [Theory]
    [InlineData("", true)]
    [InlineData("plain { text } %}", true)]
    [InlineData("{'a': 1}", true)]
    [InlineData("{# comment #}", false)]
    [InlineData("{{ x }}", false)]
    [InlineData("{% raw %}x{% endraw %}", false)]
    public void Literal_is_what_has_no_tags(string text, bool expected) => Template.Parse(text).IsLiteral.ShouldBe(expected);

    [Fact]
    public void A_literal_evaluates_to_its_own_text()
    {
        Template.Parse("12\n").Evaluate(Nothing).ShouldBe("12\n");
        Template.Parse("12\n").Render(Nothing).ShouldBe("12");
    }

    [Theory]
    [InlineData("{{ 1 }}", 1L)]
    [InlineData("{{ '1' }}", 1L)]
    [InlineData("{{ '007' }}", "007")]
    [InlineData("{{ 1 }}{{ 2 }}", 12L)]
    [InlineData("{{ true }}", true)]
    [InlineData("{{ 'true' }}", "true")]
    [InlineData("{{ none }}", null)]
    [InlineData("{{ 1.5 }}", 1.5)]
    [InlineData("{{ missing }}", "")]
    public void An_evaluated_template_is_read_as_a_Python_literal(string text, object? expected) =>
        Template.Parse(text).Evaluate(Nothing).ShouldBe(expected);

    [Fact]
    public void One_template_renders_on_many_threads_at_once()
    {
        var template = Template.Parse("{% macro m(a) %}{{ a * 2 }}{% endmacro %}{% for i in range(50) %}{% set x = m(i + n) %}{{ x }},{% endfor %}");
        Parallel.For(0, 200, n =>
        {
            var expected = string.Concat(Enumerable.Range(0, 50).Select(i => $"{2L * (i + n)},"));
            template.Render(Variables.Dict(("n", (long)n))).ShouldBe(expected);
        });
    }

    [Fact]
    public void Functions_get_positional_and_named_arguments()
    {
        TemplateFunction reference = arguments => $"\"{arguments.Get(1, "package", "main")}\".{arguments.Require<string>(0, "name")}:{arguments.Get("v", 0)}";
        Template.Parse("{{ ref('a') }} {{ ref('a', package='p', v=2) }}").Render(Variables.Dict(("ref", reference)))
            .ShouldBe("\"main\".a:0 \"p\".a:2");
    }

    [Fact]
    public void Objects_show_exactly_the_members_they_name()
    {
        var variables = Variables.Dict(("target", new Target()));
        Template.Parse("{{ target.name }} {{ target['name'] }} [{{ target.ToString }}] {{ target }} {{ target.quote('x') }} {{ target(1) }} {{ target is callable }}")
            .Render(variables).ShouldBe("dev dev [] <target> \"x\" called 1 True");
    }

    [Fact]
    public void A_call_block_passes_its_body_as_caller()
    {
        TemplateFunction statement = arguments => $"<{arguments.Positional[0]}:{((TemplateFunction)arguments.Named["caller"]!)(TemplateArguments.None)}>";
        Template.Parse("{% call statement('q') %}select {{ 1 }}{% endcall %}").Render(Variables.Dict(("statement", statement)))
            .ShouldBe("<q:select 1>");
    }

    [Fact]
    public void Own_filters_and_tests_go_before_the_built_in_ones()
    {
        var options = new TemplateOptions
        {
            Filters = new Dictionary<string, TemplateFilter> { ["upper"] = (value, arguments) => $"{value}!{arguments.Get(0, "n", 1)}" },
            Tests = new Dictionary<string, TemplateTest> { ["shiny"] = (value, _) => value is "gold" },
        };
        Template.Parse("{{ 'a' | upper(3) }} {{ ['a'] | map('upper') | first }} {{ ['gold', 'tin'] | select('shiny') | list }} {{ 'tin' is shiny }}", null, options)
            .Render(Nothing).ShouldBe("a!3 a!1 ['gold'] False");
    }

    private sealed class Target : ITemplateObject
    {
        public bool IsCallable => true;

        public bool TryGetMember(string name, out object? value)
        {
            value = name switch
            {
                "name" => "dev",
                "quote" => (TemplateFunction)(arguments => $"\"{arguments.Require<string>(0, "name")}\""),
                _ => null,
            };
            return value is not null;
        }

        public object? Call(TemplateArguments arguments) => $"called {arguments.Positional[0]}";

        public override string ToString() => "<target>";
    }
}
