namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class ForLoopsTests
{
    [Theory]
    [InlineData("{% for i in [1,2,3] %}{{ i }}{% endfor %}", "123")]
    [InlineData("{% for i in l %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.revindex }}/{{ loop.revindex0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }};{% endfor %}", "1/0/4/3/True/False/4;2/1/3/2/False/False/4;3/2/2/1/False/False/4;4/3/1/0/False/True/4;")]
    [InlineData("{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}", "<1>2 1<2>3 2<3>4 3<4> ")]
    [InlineData("{% for i in [] %}x{% else %}none{% endfor %}", "none")]
    [InlineData("{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "a=1;b=two;nested={'x': 'deep', 'y': [1, 2]};")]
    [InlineData("{% for k in d %}{{ k }} {% endfor %}", "a b nested ")]
    [InlineData("{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123")]
    [InlineData("{% for i in range(10) if i % 2 == 0 %}{{ i }}{{ ',' if not loop.last }}{% endfor %}", "0,2,4,6,8")]
    [InlineData("{% for i in range(10) if i > 20 %}x{% else %}none{% endfor %}", "none")]
    [InlineData("{% for i in missing %}x{% else %}e{% endfor %}", "e")]
    [InlineData("{% set x = 1 %}{% for i in [1,2] %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}", "2 3 1")]
    [InlineData("{% set ns = namespace(x=0) %}{% for i in [1,2,3] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "6")]
    [InlineData("{% for i in [1,2] %}{% for j in 'ab' %}{{ i }}{{ j }}{{ loop.index }} {% endfor %}{{ loop.index }}{% endfor %}", "1a1 1b2 12a1 2b2 2")]
    [InlineData("{% for item in tree recursive %}{{ item.n }}{{ loop.depth }}({{ loop(item.c) }}){% endfor %}", "11(22())31()")]
    [InlineData("{% for i in l %}{{ loop.cycle('odd', 'even') }} {% endfor %}", "odd even odd even ")]
    [InlineData("{% for i in [1,1,2,2,1] %}{{ loop.changed(i) }} {% endfor %}", "True False True False True ")]
    [InlineData("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}", "abab")]
    [InlineData("{% set j = joiner(', ') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}", "1, 2, 3, 4")]
    [InlineData("{% for i in 1, 2 %}{{ i }}{% endfor %}", "12")]
    [InlineData("{% for i in 'abc' %}{{ i }}-{% endfor %}", "a-b-c-")]
    [InlineData("{% for i in [1,2,3] %}{% if i == 2 %}{{ i }}{% elif i == 3 %}three{% else %}other{% endif %}{% endfor %}", "other2three")]
    [InlineData("{% for loop_item in [3] %}{{ loop_item }}{% endfor %}{{ loop }}", "3")]
    [InlineData("{% for i in l %}{{ i }}{% endfor %}{{ i }}", "1234")]
    public void Loops_render(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{% for i in 5 %}{% endfor %}", TemplateErrorKind.Type)]
    [InlineData("{% for a, b in [1] %}{% endfor %}", TemplateErrorKind.Type)]
    [InlineData("{% for a, b in [(1,2,3)] %}{% endfor %}", TemplateErrorKind.Value)]
    [InlineData("{% for a in l %}{{ loop([]) }}{% endfor %}", TemplateErrorKind.Type)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
