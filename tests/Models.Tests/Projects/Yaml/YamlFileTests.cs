using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Tests.Projects.Yaml;

public sealed class YamlFileTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("No", false)]
    [InlineData("ON", true)]
    [InlineData("off", false)]
    [InlineData("y", "y")]
    [InlineData("~", null)]
    [InlineData("", null)]
    [InlineData("NULL", null)]
    [InlineData("12", 12L)]
    [InlineData("-3", -3L)]
    [InlineData("1_000", 1000L)]
    [InlineData("010", 8L)]
    [InlineData("09", "09")]
    [InlineData("0x1F", 31L)]
    [InlineData("0b11", 3L)]
    [InlineData("1:30", 90L)]
    [InlineData("0:30", "0:30")]
    [InlineData("1:30.5", 90.5)]
    [InlineData("1.5", 1.5)]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("1.5e+3", 1500.0)]
    [InlineData("1e3", "1e3")]
    [InlineData("1.5e3", "1.5e3")]
    [InlineData(".inf", double.PositiveInfinity)]
    [InlineData("-.INF", double.NegativeInfinity)]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("+", "+")]
    [InlineData("-a", "-a")]
    [InlineData("'yes'", "yes")]
    [InlineData("\"12\"", "12")]
    [InlineData("!!str 12", "12")]
    [InlineData("!!float 12", 12.0)]
    [InlineData("2020-13-45", "2020-13-45")]
    public void A_scalar_is_what_yaml_1_1_makes_of_it(string written, object? value) => Read($"key: {written}")["key"].ShouldBe(value);

    [Fact]
    public void Dates_and_times_are_dates_and_times()
    {
        var values = Read("date: 2020-01-02\ntime: 2020-01-02 03:04:05.5\nzoned: 2020-01-02T03:04:05+01:30");
        values["date"].ShouldBe(new DateOnly(2020, 1, 2));
        values["time"].ShouldBe(new DateTime(2020, 1, 2, 3, 4, 5, 500));
        values["zoned"].ShouldBe(new DateTimeOffset(2020, 1, 2, 3, 4, 5, new TimeSpan(1, 30, 0)));
    }

    [Fact]
    public void Merged_mappings_give_way_to_own_keys_and_to_earlier_ones()
    {
        var values = Read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  z: 3\n  <<: [*a, *b]\n");
        ((YamlMap)values["c"]!).ShouldBe(new Dictionary<string, object?> { ["z"] = 3L, ["x"] = 1L, ["y"] = 1L }, ignoreOrder: true);
    }

    [Fact]
    public void Of_a_key_written_twice_the_last_counts_with_a_warning_that_names_its_line()
    {
        var warnings = new List<ProjectError>();
        YamlFile.ReadMap("a.yml", "a: 1\nb: 2\na: 3\n", new ProjectErrors(), warnings)!["a"].ShouldBe(3L);
        warnings.Single().Place.ShouldBe("a.yml:3");
    }

    [Fact]
    public void Keys_know_their_lines()
    {
        var map = Read("a: 1\n\nb:\n  c: 2\n  d: 3\n");
        map.LineOf("b").ShouldBe(3);
        ((YamlMap)map["b"]!).LineOf("d").ShouldBe(5);
    }

    [Fact]
    public void Keys_that_are_no_texts_are_taken_as_Python_prints_them() => Read("1: a\ntrue: b\n1.5: c").Keys.ShouldBe(["1", "True", "1.5"]);

    [Theory]
    [InlineData("a: b: c", "a.yml:1")]
    [InlineData("a: 1\nb: [1, 2\nc: 3", "a.yml:2")]
    [InlineData("a: 1\nb: *missing", "a.yml:2")]
    [InlineData("a: !custom x", "a.yml:1")]
    [InlineData("- a\n- b", "a.yml:1")]
    [InlineData("a: 1\n---\nb: 2", "a.yml:2")]
    public void Invalid_yaml_is_an_error_that_names_its_line(string text, string place)
    {
        var errors = new ProjectErrors();
        YamlFile.ReadMap("a.yml", text, errors).ShouldBeNull();
        Should.Throw<ProjectInvalidException>(() => errors.ThrowIfAny("shop")).Errors.Single().Place.ShouldBe(place);
    }

    [Fact]
    public void A_template_without_quotes_is_advised_to_be_quoted()
    {
        var errors = new ProjectErrors();
        YamlFile.ReadMap("a.yml", "a: {{ var('x') }}", errors);
        Should.Throw<ProjectInvalidException>(() => errors.ThrowIfAny("shop")).Errors.Single().Fix.ShouldContain("quotes");
    }

    [Fact]
    public void What_is_nested_too_deep_is_an_error()
    {
        var errors = new ProjectErrors();
        YamlFile.ReadMap("a.yml", $"a: {new string('[', 300)}{new string(']', 300)}", errors).ShouldBeNull();
        Should.Throw<ProjectInvalidException>(() => errors.ThrowIfAny("shop"));
    }

    private static YamlMap Read(string text)
    {
        var errors = new ProjectErrors();
        var map = YamlFile.ReadMap("a.yml", text, errors);
        errors.ThrowIfAny("shop");
        return map!;
    }
}
