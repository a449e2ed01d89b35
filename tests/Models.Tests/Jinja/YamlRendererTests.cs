using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Jinja;

public sealed class YamlRendererTests
{
    private static readonly Invocation Invocation = new()
    {
        Environment = new Dictionary<string, string> { ["PLACE"] = "here", ["NUMBER"] = "5", ["DBT_ENV_SECRET_TOKEN"] = "s3cr3t" },
    };

    private static readonly Dictionary<string, object?> Vars = new() { ["x"] = 5L, ["text"] = "7", ["list"] = new List<object?> { 1L }, ["none"] = null };

    private readonly YamlRenderer _renderer = new();
    private readonly YamlScope _scope = new(Invocation, Vars, new TargetProfile("shop", "prod", "postgres", "db", "main", 4, new Dictionary<string, object?> { ["host"] = "h", ["password"] = "p" }));

    /// <summary>What the reference gives for the same texts.</summary>
    public static TheoryData<string, object?> Natives => new()
    {
        { "{{ var('x') }}", 5L },
        { "{{ 1 }}", "1" },
        { "{{ true }}", "True" },
        { "{{ var('text') }}", "7" },
        { "{{ var('text') | as_native }}", 7L },
        { "{{ '7' | as_native }}", 7L },
        { "{{ var('text') | as_number }}", 7L },
        { "{{ var('x') | as_text }}", "5" },
        { "{{ env_var('NUMBER') | int }}", 5L },
        { "{{ (env_var('PLACE') == 'here') | as_bool }}", true },
        { "a{{ var('x') }}", "a5" },
        { "{{ var('x') }} ", "5 " },
        { "{{ var('x') }}\n", 5L },
        { "{% if var('x') %}{{ var('x') }}{% endif %}", 5L },
        { "{{ var('none') }}", null },
        { "{{ not var('x') }}", false },
        { "{{ var('unset', 3) }}", 3L },
        { "{# nothing #}", "" },
        { "12", "12" },
        { "{{ target.name }}-{{ target.schema }}", "prod-main" },
    };

    [Theory]
    [MemberData(nameof(Natives))]
    public void A_single_expression_keeps_its_value(string text, object? expected) => _renderer.Render(text, _scope, "dbt_project.yml").ShouldBe(expected);

    [Fact]
    public void All_texts_inside_of_a_value_are_rendered()
    {
        var value = new Dictionary<string, object?> { ["a"] = new List<object?> { "{{ var('list') }}", 1L, true }, ["b"] = new Dictionary<string, object?> { ["{{ c }}"] = "{{ env_var('PLACE') }}" }, ["d"] = new DateOnly(2026, 1, 2) };

        var rendered = _renderer.Render(value, _scope, "dbt_project.yml").ShouldBeOfType<Dictionary<string, object?>>();

        rendered["a"].ShouldBeOfType<List<object?>>()[0].ShouldBe(Vars["list"]);
        rendered["b"].ShouldBeOfType<Dictionary<string, object?>>()["{{ c }}"].ShouldBe("here");
        rendered["d"].ShouldBe("2026-01-02");
    }

    [Fact]
    public void Secrets_are_for_profiles_and_packages_alone_and_no_filter_sees_them()
    {
        _renderer.Render("{{ env_var('DBT_ENV_SECRET_TOKEN') | upper | length }}", _scope, "profiles.yml").ShouldNotBe(6L);
        _renderer.Render("token {{ env_var('DBT_ENV_SECRET_TOKEN') }}", _scope, "profiles.yml").ShouldBe("token s3cr3t");
        _renderer.Render("{{ env_var('DBT_ENV_SECRET_TOKEN') }}", _scope, "packages.yml").ShouldBe("s3cr3t");
        Should.Throw<TemplateException>(() => _renderer.Render("{{ env_var('DBT_ENV_SECRET_TOKEN') }}", _scope, "dbt_project.yml")).Message.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void A_password_that_looks_like_a_template_is_left_as_it_is() =>
        _renderer.Render(new Dictionary<string, object?> { ["password"] = "a{{b" }, _scope, "profiles.yml").ShouldBe(new Dictionary<string, object?> { ["password"] = "a{{b" });

    [Theory]
    [InlineData("{{ var('missing') }}", "Could not render {{ var('missing') }}: Required var 'missing' not found in config:\nVars supplied to <Configuration> = {")]
    [InlineData("{{ env_var('MISSING') }}", "Could not render {{ env_var('MISSING') }}: Env var required but not provided: 'MISSING'")]
    [InlineData("{{ 1 + }}", "Could not render {{ 1 + }}: ")]
    public void Errors_say_what_could_not_be_rendered_and_where(string text, string message)
    {
        var error = Should.Throw<TemplateException>(() => _renderer.Render(text, _scope, "dbt_project.yml"));

        error.Problem.ShouldStartWith(message);
        error.File.ShouldBe("dbt_project.yml");
    }

    [Fact]
    public void Descriptions_use_docs_blocks_of_the_package_before_others()
    {
        var project = new TestProject().Macros("extra", "");
        foreach (var (package, text) in new[] { ("shop", "of the shop"), ("extra", "of extra") })
            project.Manifest.Docs[$"doc.{package}.orders"] = new DocBlock($"doc.{package}.orders", "orders", package, "a.md", "models/a.md", text);

        _renderer.RenderDescription("All {{ doc('orders') }}", "shop", project.Manifest, "model a").ShouldBe(("All of the shop", ["doc.shop.orders"]), Comparer);
        _renderer.RenderDescription("{{ doc('extra', 'orders') }}", "shop", project.Manifest, "model a").ShouldBe(("of extra", ["doc.extra.orders"]), Comparer);
        _renderer.RenderDescription("plain }\n", "shop", project.Manifest, "model a").Text.ShouldBe("plain }\n");
        Should.Throw<TemplateException>(() => _renderer.RenderDescription("{{ doc('order') }}", "shop", project.Manifest, "model a")).Problem
            .ShouldBe("Documentation for 'model a' depends on doc 'order' which was not found. Did you mean 'orders'?");
    }

    private static IEqualityComparer<(string, IReadOnlyList<string>)> Comparer { get; } =
        EqualityComparer<(string Text, IReadOnlyList<string> Blocks)>.Create((a, b) => a.Text == b.Text && a.Blocks.SequenceEqual(b.Blocks), pair => pair.Text.Length);
}
