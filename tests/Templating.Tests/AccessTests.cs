namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class AccessTests
{
    [Theory]
    [InlineData("{{ d.a }}", "1")]
    [InlineData("{{ d['a'] }}", "1")]
    [InlineData("{{ d.get('a') }}", "1")]
    [InlineData("{{ d.get('zz') }}", "None")]
    [InlineData("{{ d.get('zz', 5) }}", "5")]
    [InlineData("{{ d.nested.x }}", "deep")]
    [InlineData("{{ d['nested']['y'][1] }}", "2")]
    [InlineData("{{ l[0] }}", "1")]
    [InlineData("{{ l[-1] }}", "4")]
    [InlineData("{{ l[1:] }}", "[2, 3, 4]")]
    [InlineData("{{ l[:2] }}", "[1, 2]")]
    [InlineData("{{ l[::2] }}", "[1, 3]")]
    [InlineData("{{ l[::-1] }}", "[4, 3, 2, 1]")]
    [InlineData("{{ l[-2:] }}", "[3, 4]")]
    [InlineData("{{ l[5:] }}", "[]")]
    [InlineData("{{ l[1:3:2] }}", "[2]")]
    [InlineData("{{ l[10:0:-2] }}", "[4, 2]")]
    [InlineData("{{ s[0] }}", "h")]
    [InlineData("{{ s[-1] }}", "o")]
    [InlineData("{{ s[1:4] }}", "ell")]
    [InlineData("{{ s[::-1] }}", "olleh")]
    [InlineData("{{ s[:-1] }}", "hell")]
    [InlineData("{{ t[0] }}", "1")]
    [InlineData("{{ t[1:] }}", "(2, 3)")]
    [InlineData("{{ l.0 }}", "1")]
    [InlineData("[{{ d.zz }}] [{{ l[99] }}] [{{ missing }}] [{{ d['zz'] }}] [{{ none_value.x }}] [{{ s.foo }}]", "[] [] [] [] [] []")]
    [InlineData("{{ l['a'] }}", "")]
    [InlineData("{{ d[0] }}", "")]
    [InlineData("{{ d[none] }}", "")]
    [InlineData("{{ emoji }}", "a😀b")]
    [InlineData("{{ emoji | length }}", "3")]
    [InlineData("{{ emoji[1] }}", "😀")]
    [InlineData("{{ emoji[::-1] }}", "b😀a")]
    [InlineData("{{ emoji | upper }}", "A😀B")]
    [InlineData("{{ d.items() | list }}", "[('a', 1), ('b', 'two'), ('nested', {'x': 'deep', 'y': [1, 2]})]")]
    [InlineData("{{ d.keys() | list }}", "['a', 'b', 'nested']")]
    [InlineData("{{ d.values() | list }}", "[1, 'two', {'x': 'deep', 'y': [1, 2]}]")]
    [InlineData("{{ l[1.5] }}", "")]
    public void Attributes_items_and_slices_are_found(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{{ d.zz.yy }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ missing.x }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ missing['x'] }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ missing() }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ d.zz() }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ none_value.x.y }}", TemplateErrorKind.Undefined)]
    [InlineData("{{ 5() }}", TemplateErrorKind.Type)]
    [InlineData("{{ l['x':] }}", TemplateErrorKind.Type)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
