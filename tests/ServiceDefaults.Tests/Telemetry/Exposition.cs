using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

/// <summary>Prometheus text format 0.0.4, read by its letter: anything a scraper might refuse is refused here.</summary>
internal sealed partial class Exposition
{
    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    private Exposition()
    {
    }

    public Dictionary<string, Family> Families { get; } = new(StringComparer.Ordinal);

    public double this[string series] => Families.Values.SelectMany(family => family.Samples).Single(sample => sample.Series == series).Value;

    public bool Has(string series) => Families.Values.Any(family => family.Samples.Any(sample => sample.Series == series));

    public static Exposition Parse(string text)
    {
        var result = new Exposition();
        text.ShouldEndWith("\n");
        text.ShouldNotContain("\r");
        Family? current = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            line.ShouldNotBeEmpty();
            current = line.StartsWith('#') ? result.Comment(line, current) : ReadSample(line, current);
        }
        foreach (var family in result.Families.Values) family.Check();
        return result;
    }

    private Family Comment(string line, Family? current)
    {
        var match = CommentLine().Match(line);
        match.Success.ShouldBeTrue(line);
        var (kind, name, rest) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        if (current?.Name != name)
        {
            Families.ShouldNotContainKey(name, $"lines of {name} are not contiguous, or it is described twice");
            Families[name] = current = new Family(name);
        }
        current!.Samples.ShouldBeEmpty($"{kind} of {name} comes after its samples");
        if (kind == "HELP")
        {
            current.Help.ShouldBeNull();
            Regex.Replace(rest, @"\\[\\n]", "").ShouldNotContain("\\");
            current.Help = rest;
        }
        else
        {
            current.Type.ShouldBeNull();
            Types.ShouldContain(rest);
            current.Type = rest;
        }
        return current;
    }

    private static Family ReadSample(string line, Family? current)
    {
        var match = SampleLine().Match(line);
        match.Success.ShouldBeTrue(line);
        var name = match.Groups[1].Value;
        current.ShouldNotBeNull($"{name} has no TYPE");
        var suffix = name.StartsWith(current.Name, StringComparison.Ordinal) ? name[current.Name.Length..] : name;
        (current.Type == "histogram" ? ["_bucket", "_sum", "_count"] : new[] { "" }).ShouldContain(suffix, $"{name} is not of {current.Name}");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in LabelPair().Matches(match.Groups[2].Value))
            labels.TryAdd(label.Groups[1].Value, label.Groups[2].Value).ShouldBeTrue($"label twice: {line}");
        current.Samples.Add(new Sample(suffix, labels, Number(match.Groups[3].Value)));
        return current;
    }

    private static double Number(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$")]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\]|\\[\\""n])*"",?)*)\})? (NaN|[+-]Inf|[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\]|\\[\\""n])*)""")]
    private static partial Regex LabelPair();
}

internal sealed record Sample(string Suffix, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Series { get; set; } = "";

    public string Without(string label) => string.Join(',', Labels.Where(pair => pair.Key != label).Select(pair => $"{pair.Key}=\"{pair.Value}\""));
}

internal sealed record Family(string Name)
{
    public string? Help { get; set; }

    public string? Type { get; set; }

    public List<Sample> Samples { get; } = [];

    public void Check()
    {
        Type.ShouldNotBeNull($"{Name} has no TYPE");
        Samples.ShouldNotBeEmpty($"{Name} has no sample");
        foreach (var sample in Samples)
        {
            var labels = sample.Without("");
            sample.Series = Name + sample.Suffix + (labels.Length > 0 ? $"{{{labels}}}" : "");
        }
        Samples.Select(sample => sample.Series).ShouldBeUnique();
        if (Type == "counter") Samples.ShouldAllBe(sample => sample.Value >= 0);
        if (Type == "histogram") CheckHistogram();
    }

    private void CheckHistogram()
    {
        foreach (var series in Samples.GroupBy(sample => sample.Without("le")))
        {
            var buckets = series.Where(sample => sample.Suffix == "_bucket").ToList();
            var bounds = buckets.Select(bucket => bucket.Labels["le"] == "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Labels["le"], CultureInfo.InvariantCulture)).ToList();
            bounds.ShouldBe(bounds.Order());
            bounds.ShouldBeUnique();
            bounds[^1].ShouldBe(double.PositiveInfinity);
            buckets.Select(bucket => bucket.Value).ShouldBeInOrder(SortDirection.Ascending);
            series.Single(sample => sample.Suffix == "_count").Value.ShouldBe(buckets[^1].Value);
            series.Count(sample => sample.Suffix == "_sum").ShouldBe(1);
        }
    }
}
