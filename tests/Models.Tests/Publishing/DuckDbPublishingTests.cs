using ControlPlane.Models.Tests.Adapters.Engines;

namespace ControlPlane.Models.Tests.Publishing;

/// <summary>And files, which readers have by views.</summary>
public sealed class DuckDbPublishingTests : PublishingConformance
{
    private readonly string _lake;

    public DuckDbPublishingTests()
        : this(new DuckDbEngine())
    {
    }

    private DuckDbPublishingTests(DuckDbEngine engine)
        : base(engine) => _lake = Path.Combine(engine.Folder, "lake");

    [Fact]
    public void Files_are_seen_when_their_tests_have_passed()
    {
        Files("1 as id, 'a' as kind");
        Publish();
        Files("cast(null as integer) as id, 'b' as kind");

        Publish(expected: false);

        Project.Query("select id, kind from dev.parts").ShouldBe(["1|a"]);
        Project.Query("select total from dev.sums").ShouldBe(["1"]);
    }

    [Fact]
    public void Rollback_returns_to_the_files_that_were_replaced()
    {
        Files("1 as id, 'a' as kind");
        Publish();
        Files("2 as id, 'b' as kind");
        Publish();
        Project.Query("select id, kind from dev.parts").ShouldBe(["2|b"]);

        Rollback().ShouldBe(["dev.parts", "dev.sums"]);

        Project.Query("select id, kind from dev.parts").ShouldBe(["1|a"]);
        Project.Query("select total from dev.sums").ShouldBe(["1"]);
    }

    [Fact]
    public void Files_that_nobody_can_return_to_are_removed()
    {
        for (var run = 1; run <= 5; run++)
        {
            Files($"{run} as id, 'a' as kind");
            Publish();
        }

        // What is published, and what it replaced; what that had replaced goes when the next is built.
        Directory.GetDirectories(Path.Combine(_lake, "parts")).Length.ShouldBe(3);
        Directory.GetFiles(Path.Combine(_lake, "sums"), "*.parquet").Length.ShouldBe(3);
        Project.Query("select id from dev__kept.parts").ShouldBe(["4"]);
    }

    [Theory]
    [InlineData("'append': true", "'append' cannot be used")]
    [InlineData("'OVERWRITE_OR_IGNORE': 1", "'OVERWRITE_OR_IGNORE' cannot be used")]
    [InlineData("'overwrite': false", "'overwrite' cannot be off")]
    public void Files_that_would_be_published_without_those_before_them_are_refused(string option, string message)
    {
        Files("1 as id, 'a' as kind");
        Publish();
        Project["models/parts.sql"] = $"{{{{ config(materialized='external', options={{'partition_by': 'kind', {option}}}) }}}} select 2 as id, 'b' as kind";

        var run = Publish(expected: false);

        run.Results.Select(result => result.Message).ShouldContain(text => text != null && text.Contains(message, StringComparison.Ordinal));
        Project.Query("select id, kind from dev.parts").ShouldBe(["1|a"]);
    }

    [Fact]
    public void A_table_that_becomes_files_is_kept_as_a_table()
    {
        Project["models/parts.sql"] = "{{ config(materialized='table') }} select 1 as id";
        Publish();
        Project["models/parts.sql"] = "{{ config(materialized='external') }} select 2 as id";
        Publish();

        Project.Query("select id from dev.parts").ShouldBe(["2"]);
        Rollback();
        Project.Query("select id from dev.parts").ShouldBe(["1"]);
    }

    private void Files(string row)
    {
        Project["models/parts.sql"] = $"{{{{ config(materialized='external', options={{'partition_by': 'kind'}}) }}}} select {row}";
        Project["models/sums.sql"] = "{{ config(materialized='external') }} select max(id) as total from {{ ref('parts') }}";
        Project["models/schema.yml"] = "models: [{ name: parts, columns: [{ name: id, data_tests: [not_null] }] }]";
    }
}
