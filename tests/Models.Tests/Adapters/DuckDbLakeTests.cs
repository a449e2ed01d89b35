using System.IO.Compression;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Tests.Adapters.Engines;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Models that read files of the lake and are written to it.</summary>
public sealed class DuckDbLakeTests : IDisposable
{
    private readonly DuckDbEngine _engine = new();
    private readonly EngineProject _project;

    public DuckDbLakeTests() => _project = new EngineProject(_engine);

    private string Lake => Path.Combine(_engine.Folder, "lake");

    [Fact]
    public void Bronze_files_are_sources_and_silver_is_partitioned_files()
    {
        Land("load_date=2024-01-01/a.jsonl.gz", """{"id": 1, "kind": "push", "moment": "2024-01-01T10:00:00Z"}""", """{"id": 2, "kind": "fork", "moment": "2024-01-01T11:00:00Z"}""");
        Land("load_date=2024-01-02/b.jsonl.gz", """{"id": 3, "kind": "push", "moment": "2024-01-02T10:00:00Z"}""");
        _project["models/sources.yml"] = $"sources:\n  - name: bronze\n    meta: {{external_location: \"read_json('{Lake}/bronze/{{name}}/*/*.jsonl.gz', format='newline_delimited')\"}}\n    tables: [{{name: events}}]\n";
        _project["models/silver.sql"] = "{{ config(materialized='external', options={'partition_by': 'kind'}) }} select id, kind, moment from {{ source('bronze', 'events') }}";
        _project["models/gold.sql"] = "{{ config(materialized='external', location='" + Lake + "/gold/counts.parquet') }} select kind, count(*) as events from {{ ref('silver') }} group by kind";
        _project.Build();
        _project.Build();
        _project.Query("select kind, events from dev.gold order by kind").ShouldBe(["fork|1", "push|2"]);
        Directory.GetDirectories(Path.Combine(Lake, "silver")).Select(Path.GetFileName).Order().ShouldBe(["kind=fork", "kind=push"]);
        _project.Query($"select count(*) from read_parquet('{Lake}/silver/*/*.parquet')").ShouldBe(["3"]);
    }

    [Fact]
    public void A_model_without_rows_keeps_its_columns()
    {
        _project["models/a.sql"] = "{{ config(materialized='external', options={'partition_by': 'kind'}) }} select 1 as id, 'x' as kind where false";
        _project["models/b.sql"] = "{{ config(materialized='external', format='csv', delimiter='|') }} select 1 as id, 'x' as kind where false";
        _project.Build();
        _project.Query("select count(id) from dev.a").ShouldBe(["0"]);
        _project.Query("select count(id) from dev.b").ShouldBe(["0"]);
    }

    [Fact]
    public void Indexes_come_again_with_a_table_that_is_made_again()
    {
        _project["models/a.sql"] = "{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}]) }} select 1 as id";
        _project.Build();
        _project.Build();
        _project.Query("select is_unique from duckdb_indexes() where table_name = 'a'").ShouldBe(["True"]);
    }

    [Fact]
    public void A_merge_may_say_what_becomes_of_each_row()
    {
        _project["models/a.sql"] = """
            {{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_update_condition="DBT_INTERNAL_SOURCE.n > DBT_INTERNAL_DEST.n") }}
            {% if is_incremental() %}select 1 as id, 1 as n union all select 2, 9{% else %}select 1 as id, 5 as n union all select 2, 5{% endif %}
            """;
        _project.Build();
        _project.Build();
        _project.Query("select id, n from dev.a order by id").ShouldBe(["1|5", "2|9"]);
    }

    [Fact]
    public async Task A_statement_that_runs_is_interrupted()
    {
        using var adapter = _project.Adapter();
        using var connection = adapter.Connect("slow", CancellationToken.None);
        var running = Task.Run(() => connection.Execute("select count(*) from range(100000000) a, range(100000000) b", fetch: true));
        await Task.Delay(50);
        connection.Cancel();
        (await Should.ThrowAsync<AdapterException>(() => running)).Message.ShouldContain("INTERRUPT");
    }

    public void Dispose()
    {
        _project.Dispose();
        _engine.Dispose();
    }

    private void Land(string file, params string[] records)
    {
        var path = Path.Combine(Lake, "bronze", "events", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var record in records) writer.WriteLine(record);
    }
}
