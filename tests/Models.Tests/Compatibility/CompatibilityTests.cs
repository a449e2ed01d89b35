using System.Text.RegularExpressions;
using ControlPlane.Models.Artifacts;
using ControlPlane.Testing;
using ControlPlane.Testing.JsonSchema;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>
/// What dbt Core 1.10.15 itself made of a project, byte for byte: the texts below Expected were recorded with record.py, which tells how to do it again.
/// </summary>
public abstract partial class CompatibilityTests(ComparedEngine engine)
{
    [Fact]
    public void Nodes_end_as_with_dbt_with_the_same_messages_and_failures() => Same(LineOfError().Replace(engine.Project.Runs, Unnumbered), engine.Runs, text => LineOfError().Replace(text, Unnumbered));

    [Fact]
    public void Compiled_texts_are_dbts()
    {
        var texts = engine.Project.Compiled;
        if (engine.Engine == "postgres")
        {
            Same(string.Concat(texts), "compiled.txt");
            return;
        }
        // Recorded where they are others than those for PostgreSQL.
        var common = engine.Project.Expected("compiled.txt");
        Same(string.Concat(texts.Where(text => !common.Contains(text, StringComparison.Ordinal))), $"compiled.{engine.Engine}.txt");
        texts.Count.ShouldBe(common.Split("==> ").Length - 1);
    }

    [Fact]
    public void Selections_give_what_dbt_lists() => Same(engine.Project.Lists, "ls.txt");

    [Fact]
    public void The_manifest_says_of_nodes_what_dbts_says()
    {
        Assert.SkipUnless(engine.Engine == "postgres", "recorded for PostgreSQL");
        Same(ManifestText.Of(engine.Project.Artifact(ManifestFile.Name)), "nodes.txt");
    }

    [Theory]
    [InlineData("manifest.json", "dbt-manifest-v12.schema.json")]
    [InlineData("run_results.json", "dbt-run-results-v6.schema.json")]
    [InlineData("catalog.json", "dbt-catalog-v1.schema.json")]
    [InlineData("sources.json", "dbt-sources-v3.schema.json")]
    public void An_artifact_is_valid_against_its_schema(string artifact, string schema)
    {
        var path = SharedData.Find($"contracts/{schema}");
        if (!SharedData.IsRequired) Assert.SkipWhen(path is null, "the schemas are not here");
        JsonSchemaDocument.Load(path!).Validate(engine.Project.Artifact(artifact)).ShouldBeEmpty();
    }

    /// <summary>The line of an error counts those that a materialization puts before the model's, which are this engine's own.</summary>
    [GeneratedRegex(@"LINE \d+: (?<text>.*?)\\n *\^")]
    private static partial Regex LineOfError();

    private static string Unnumbered(Match error) => $"LINE: {error.Groups["text"]}\\n^";

    private void Same(string actual, string file, Func<string, string>? read = null)
    {
        var expected = engine.Project.Expected(file);
        expected = read?.Invoke(expected) ?? expected;
        if (actual == expected) return;
        var (ours, theirs) = (actual.Split('\n'), expected.Split('\n'));
        Assert.Fail($"{file}, - as recorded, + as here:\n{string.Join('\n', theirs.Except(ours).Select(line => $"- {line}").Concat(ours.Except(theirs).Select(line => $"+ {line}")).DefaultIfEmpty("the order"))}");
    }
}

public sealed class JafflePostgresTests(JaffleOnPostgres jaffle) : CompatibilityTests(jaffle), IClassFixture<JaffleOnPostgres>;

public sealed class JaffleDuckDbTests(JaffleOnDuckDb jaffle) : CompatibilityTests(jaffle), IClassFixture<JaffleOnDuckDb>;

public sealed class MeteringPostgresTests(MeteringOnPostgres metering) : CompatibilityTests(metering), IClassFixture<MeteringOnPostgres>;

public sealed class MeteringDuckDbTests(MeteringOnDuckDb metering) : CompatibilityTests(metering), IClassFixture<MeteringOnDuckDb>;
