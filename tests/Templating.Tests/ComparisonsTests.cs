namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class ComparisonsTests
{
    [Theory]
    [InlineData("{{ 1 < 2 }}", "True")]
    [InlineData("{{ 1 == 1.0 }}", "True")]
    [InlineData("{{ 1 == True }}", "True")]
    [InlineData("{{ 'a' < 'b' }}", "True")]
    [InlineData("{{ [1,2] < [1,3] }}", "True")]
    [InlineData("{{ 1 < 2 < 3 }}", "True")]
    [InlineData("{{ 1 < 3 < 2 }}", "False")]
    [InlineData("{{ 1 == 1 != 2 }}", "True")]
    [InlineData("{{ 1 in [1,2] }}", "True")]
    [InlineData("{{ 3 not in [1,2] }}", "True")]
    [InlineData("{{ 'a' in 'abc' }}", "True")]
    [InlineData("{{ 'a' in {'a': 1} }}", "True")]
    [InlineData("{{ 1 in (1,) }}", "True")]
    [InlineData("{{ 1 and 2 }}", "2")]
    [InlineData("{{ 0 and 2 }}", "0")]
    [InlineData("{{ '' or 'x' }}", "x")]
    [InlineData("{{ none or [] }}", "[]")]
    [InlineData("{{ not 1 }}", "False")]
    [InlineData("{{ not not 1 }}", "True")]
    [InlineData("{{ true and false or 'z' }} {{ 1 if 0 else 2 }} {{ 'y' if 1 }} [{{ 'y' if 0 }}]", "z 2 y []")]
    [InlineData("{{ 1 if true else 2 if false else 3 }}", "1")]
    [InlineData("{{ (1, 2) == [1, 2] }}", "False")]
    [InlineData("{{ {'a': 1} == {'a': 1.0} }}", "True")]
    [InlineData("{{ none == false }}", "False")]
    [InlineData("{{ '' == none }}", "False")]
    [InlineData("{{ missing == other }}", "True")]
    [InlineData("{{ missing == none }}", "False")]
    [InlineData("{{ missing == '' }}", "False")]
    [InlineData("{{ missing != 1 }}", "True")]
    public void Comparisons_and_logic_follow_Python(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 1 < 'a' }}", TemplateErrorKind.Type)]
    [InlineData("{{ none < 1 }}", TemplateErrorKind.Type)]
    [InlineData("{{ 1 in 5 }}", TemplateErrorKind.Type)]
    [InlineData("{{ 1 in 'abc' }}", TemplateErrorKind.Type)]
    public void What_the_reference_refuses_fails(string template, TemplateErrorKind kind) =>
        Should.Throw<TemplateException>(() => Template.Parse(template).Render(Variables.All)).Kind.ShouldBe(kind);
}
