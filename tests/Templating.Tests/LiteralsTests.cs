namespace ControlPlane.Templating.Tests;

/// <summary>Expected values are what the reference renders for the same template and variables.</summary>
public sealed class LiteralsTests
{
    [Theory]
    [InlineData("{{ 'it\\'s' }} {{ \"a\\tb\" }} {{ 'a\\\\nb' }} {{ 'caf\\xe9 \\u00e9' }} {{ '\\d' }} {{ 'a' 'b' \"c\" }}", "it's a\tb a\\nb café é \\d abc")]
    [InlineData("{{ [1, 'a', none, true, 1.0, [], {}] }}", "[1, 'a', None, True, 1.0, [], {}]")]
    [InlineData("{{ (1, 2) }} {{ (1,) }} {{ () }} {{ 1, 2 }} {{ (1) }}", "(1, 2) (1,) () (1, 2) 1")]
    [InlineData("{{ {'a': 1, 'b': [1, 2], 3: 'x', none: 1, true: 2} }}", "{'a': 1, 'b': [1, 2], 3: 'x', None: 1, True: 2}")]
    [InlineData("{{ ['it\\'s', \"say \\\"hi\\\"\", 'both \\' and \"', 'new\\nline', 'tab\\t', 'é', '\\x01', '\\u200b'] }}", "[\"it's\", 'say \"hi\"', 'both \\' and \"', 'new\\nline', 'tab\\t', 'é', '\\x01', '\\u200b']")]
    [InlineData("{{ [1, 2,] }} {{ {'a': 1,} }}", "[1, 2] {'a': 1}")]
    [InlineData("{{ None }} {{ none }} {{ True }} {{ false }}", "None None True False")]
    [InlineData("{{ {'a': {'b': {'c': 1}}}['a']['b'] }} {{ {'a': {'b': 1}} }}", "{'c': 1} {'a': {'b': 1}}")]
    [InlineData("{{ [0.1, 1e100, 1e-5, 123456.789, 1e15, 1e22, -0.0] }}", "[0.1, 1e+100, 1e-05, 123456.789, 1000000000000000.0, 1e+22, -0.0]")]
    [InlineData("{{ '%s' }} {{ '{{' }} {{ \"}}\" }} {{ '%}' }}", "%s {{ }} %}")]
    public void Literals_print_as_Python_prints_them(string template, string expected) =>
        Template.Parse(template).Render(Variables.All).ShouldBe(expected);
}
