namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class CollectionMethodsTests
{
    [Theory]
    [InlineData("{% set x = [] %}{% do x.append(1) %}{% do x.extend([2, 3]) %}{% do x.insert(0, 0) %}{{ x }} {{ x.pop() }} {{ x.pop(0) }} {{ x }} {{ x.index(2) }} {{ x.count(1) }}", "[0, 1, 2, 3] 3 0 [1, 2] 1 1")]
    [InlineData("{% set x = [3, 1, 2] %}{% do x.sort() %}{{ x }}{% do x.reverse() %}{{ x }}{% do x.remove(2) %}{{ x }}{% do x.clear() %}{{ x }}", "[1, 2, 3][3, 2, 1][3, 1][]")]
    [InlineData("{% set x = {'a': 1} %}{% do x.update({'b': 2}) %}{% do x.update(c=3) %}{{ x }} {{ x.pop('a') }} {{ x.pop('zz', 9) }} {{ x }} {{ x.setdefault('q', 1) }} {{ x }}", "{'a': 1, 'b': 2, 'c': 3} 1 9 {'b': 2, 'c': 3} 1 {'b': 2, 'c': 3, 'q': 1}")]
    [InlineData("{% set x = {'a': 1} %}{% set y = x.copy() %}{% do y.update(a=2) %}{{ x }} {{ y }} {{ x.get('a') }} {{ dict(a=1, b=2) }} {{ dict([('a', 1)]) }}", "{'a': 1} {'a': 2} 1 {'a': 1, 'b': 2} {'a': 1}")]
    [InlineData("{{ [1, 2, 1].count(1) }}", "2")]
    [InlineData("{{ (1, 2).index(2) }}", "1")]
    [InlineData("{{ range(3) | list }}", "[0, 1, 2]")]
    [InlineData("{{ range(1, 10, 3) | list }}", "[1, 4, 7]")]
    [InlineData("{{ range(5, 0, -2) | list }}", "[5, 3, 1]")]
    public void Methods_of_lists_and_dicts_work_as_in_Python(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{{ [].pop() }}", TemplateErrorKind.Value)]
    [InlineData("{{ {}.pop('a') }}", TemplateErrorKind.Value)]
    [InlineData("{{ [1].index(2) }}", TemplateErrorKind.Value)]
    [InlineData("{{ {[1]: 2} }}", TemplateErrorKind.Type)]
    [InlineData("{{ range(100001) | list }}", TemplateErrorKind.Limit)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
