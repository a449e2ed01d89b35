namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class WhitespaceTests
{
    [Theory]
    [InlineData("a {%- if true -%} b {%- endif -%} c", "abc")]
    [InlineData("a  {{- 1 -}}  b", "a1b")]
    [InlineData("{% for i in [1, 2]: %}{% if i == 1: %}one{% else: %}more{% endif %} {% endfor %}", "one more ")]
    [InlineData("a {#- comment -#} b", "ab")]
    [InlineData("a {# {{ x }} #} b", "a  b")]
    [InlineData("{% raw %}{{ x }} {% if %}{% endraw %}", "{{ x }} {% if %}")]
    [InlineData("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b")]
    [InlineData("\n{% if true %}\n  x\n{% endif %}\ny\n", "\n\n  x\n\ny")]
    [InlineData("a\n\n", "a\n")]
    [InlineData("{{ 'a\\n' }}\n", "a\n")]
    [InlineData("{%+ if true %}x{%+ endif %}", "x")]
    [InlineData("  {%- for i in [1,2] %}\n  {{ i }}\n  {%- endfor %}\nend", "\n  1\n  2\nend")]
    [InlineData("{{1}}{%if 1%}x{%endif%}", "1x")]
    [InlineData("{{- 'a' }} {{ 'b' -}} \n c", "a bc")]
    [InlineData("a {{ '-' -}} b {{- '-' }} c", "a -b- c")]
    [InlineData("{ {% if 1 %}{{ 2 }}{% endif %} } { % }", "{ 2 } { % }")]
    public void Whitespace_is_controlled(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);
}
