using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Jinja;

public sealed class BlockReaderTests
{
    private readonly BlockReader _reader = new();

    [Fact]
    public void Macros_tests_and_materializations_are_macros_of_the_package()
    {
        const string Text = """
            {% macro cents(amount, digits=2) %}round({{ amount }}){% endmacro %}
            {% test positive(model, column_name) %}select 1{% endtest %}
            {% data_test even(model) %}select 2{% enddata_test %}
            {% materialization ledger, default %}a{% endmaterialization %}
            {%- materialization ledger, adapter='postgres', supported_languages=['sql', 'python'] -%}b{%- endmaterialization -%}
            """;

        var macros = _reader.Macros(Text, "shop", "macros/a.sql", "macros/a.sql");

        macros.Select(macro => macro.UniqueId).ShouldBe(
            ["macro.shop.cents", "macro.shop.test_positive", "macro.shop.test_even", "macro.shop.materialization_ledger_default", "macro.shop.materialization_ledger_postgres"]);
        macros[0].Definition.Parameters.ShouldBe(["amount", "digits"]);
        macros[0].Text.ShouldBe("{% macro cents(amount, digits=2) %}round({{ amount }}){% endmacro %}");
        macros[0].SupportedLanguages.ShouldBeNull();
        macros[3].SupportedLanguages.ShouldBe(["sql"]);
        macros[4].SupportedLanguages.ShouldBe(["sql", "python"]);
    }

    [Fact]
    public void What_comments_raw_blocks_and_strings_hide_is_no_block()
    {
        const string Text = """
            {# {% macro a() %}{% endmacro %} #}
            {% raw %}{% macro b() %}{% endmacro %}{% endraw %}
            {{ "{% macro c() %}" }}
            {% set x = "{% endmacro %}" %}
            {% macro d(text="%} {% endmacro %}") %}{% if true %}{{ '{% endmacro %}' }}{% endif %}{% endmacro %}
            """;

        _reader.Macros(Text, "shop", "a.sql", "a.sql").ShouldHaveSingleItem().Name.ShouldBe("d");
    }

    [Fact]
    public void Parameters_may_have_types() =>
        _reader.Macros("{% macro a(x: int, y: Dict[str, List[int]] = 1) %}{% endmacro %}", "shop", "a.sql", "a.sql")[0].Definition.Parameters.ShouldBe(["x", "y"]);

    [Fact]
    public void Blocks_of_other_kinds_are_cut_out_with_their_place()
    {
        var blocks = _reader.Blocks("text\n{% docs orders %}\n# Orders\n{% enddocs %}\n{%- docs b -%} B {%- enddocs -%}  end", "docs", "a.md");

        blocks[0].ShouldBe(("orders", "\n# Orders\n", "{% docs orders %}\n# Orders\n{% enddocs %}", 2));
        (blocks[1].Name, blocks[1].Contents, blocks[1].Line).ShouldBe(("b", "B", 5));
    }

    [Theory]
    [InlineData("{% macro a() %}", "Reached EOF without finding a close tag for macro (searched from line 1)")]
    [InlineData("{% if x %}\n{% macro a() %}{% endmacro %}{% endif %}", "Got a block definition inside control flow at 2:0. All dbt block definitions must be at the top level")]
    [InlineData("{% endif %}", "Got an unexpected control flow end tag, got endif but never saw a preceding if (@ 1:0)")]
    [InlineData("{% for a in b %}{% endif %}", "Got an unexpected control flow end tag, got endif but expected endfor next (@ 1:16)")]
    [InlineData("{% macro a() %}{% macro b() %}{% endmacro %}{% endmacro %}", "Got nested tags: macro (started at 1:0) did not have a matching {% endmacro %} before a subsequent macro was found (started at 1:15)")]
    [InlineData("{{ 'abc", "unexpected EOF, the string is not closed")]
    [InlineData("{# abc", "unexpected EOF, expected #}")]
    [InlineData("{% materialization a, color='x' %}{% endmaterialization %}", "materialization 'a' received unknown argument 'color'.")]
    public void What_is_not_closed_or_stands_in_the_wrong_place_is_an_error(string text, string message)
    {
        var error = Should.Throw<TemplateException>(() => _reader.Macros(text, "shop", "a.sql", "macros/a.sql"));

        error.Problem.ShouldBe(message);
        error.File.ShouldBe("macros/a.sql");
        error.Line.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Errors_in_a_block_name_the_line_of_the_file()
    {
        var error = Should.Throw<TemplateException>(() => _reader.Macros("\n\n{% macro a() %}\n{{ 1 + }}\n{% endmacro %}", "shop", "a.sql", "macros/a.sql"));

        (error.File, error.Line, error.OffendingText).ShouldBe(("macros/a.sql", 4, "{{ 1 + }}"));
    }

    [Fact]
    public void Macros_depend_on_what_their_text_calls_and_dispatches()
    {
        var project = new TestProject()
            .Macros("dbt", "{% macro concat(a) %}{{ return(adapter.dispatch('concat', 'dbt')(a)) }}{% endmacro %}{% macro default__concat(a) %}{% endmacro %}{% macro type() %}{% endmacro %}")
            .Macros("dbt_postgres", "{% macro postgres__concat(a) %}{% endmacro %}")
            .Macros("extra", "{% macro helper() %}{% endmacro %}{% macro type() %}{% endmacro %}{% macro a() %}{{ type() }}{{ shop.b() }}{% endmacro %}")
            .Macros("shop", "{% macro b() %}{% if false %}{{ concat(helper()) }}{% endif %}{{ 1 | upper }}{{ x is divisibleby(1) }}{{ ref('m') }}{{ log('x') }}{{ adapter.type() }}{% endmacro %}");
        project.LinkMacros();

        string[] Of(string id) => [.. project.Manifest.Macros[id].DependsOn.Macros];

        Of("macro.dbt.concat").ShouldBe(["macro.dbt_postgres.postgres__concat"]);
        Of("macro.shop.b").ShouldBe(["macro.dbt.concat", "macro.extra.helper"]);
        Of("macro.extra.a").ShouldBe(["macro.extra.type", "macro.shop.b"]);
    }
}
