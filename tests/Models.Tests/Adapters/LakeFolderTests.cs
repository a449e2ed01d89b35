using System.IO.Compression;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Tests.Adapters.Engines;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Files by the names of the folders that a target has for them, and nowhere else.</summary>
public sealed class LakeFolderTests : IDisposable
{
    private readonly DuckDbEngine _engine = new();
    private readonly EngineProject _project;

    public LakeFolderTests()
    {
        _project = new EngineProject(_engine);
        var folders = string.Join(", ", ((string[])["bronze", "silver", "gold"]).Select(layer => $"{layer}: '{Folder(layer)}'"));
        _project["profiles.yml"] = _project["profiles.yml"].Replace(
            "type: duckdb,", $"type: duckdb, folders: {{{folders}}}, read_only_folders: [bronze], external_roots: {{dev: gold, parts: silver/parts}},", StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_and_models_are_where_the_target_has_the_folders()
    {
        Land("a.jsonl.gz", """{"id": 1, "kind": "push"}""", """{"id": 2, "kind": "fork"}""");
        Land("b.jsonl.gz", """{"id": 3, "kind": "push"}""");
        _project["models/sources.yml"] = """
            sources:
              - name: app
                meta: {external_location: "read_json('bronze/{schema}/{name}/*/*.jsonl.gz', format='newline_delimited')"}
                tables: [{name: events}]
              - name: files
                tables: [{name: parts, meta: {external_location: "silver/parts/parts/*/*.parquet"}}]
            """;
        _project["models/parts.sql"] = "{{ config(materialized='external', schema='parts', options={'partition_by': 'kind'}) }} select id, kind from {{ source('app', 'events') }}";
        _project["models/counts.sql"] = "{{ config(materialized='external') }} select kind, count(*) as events from {{ ref('parts') }} group by kind";
        _project["models/named.sql"] = "{{ config(materialized='external', location='gold/by/name.csv') }} select 1 as id";
        _project["models/again.sql"] = "-- depends_on: {{ ref('parts') }}\nselect count(*) as parts from {{ source('files', 'parts') }}";

        _project.Build();

        _project.Query("select kind, events from dev.counts order by kind").ShouldBe(["fork|1", "push|2"]);
        _project.Query("select parts from dev.again").ShouldBe(["3"]);
        Directory.GetDirectories(Path.Combine(Folder("silver"), "parts", "parts")).Select(Path.GetFileName).Order().ShouldBe(["kind=fork", "kind=push"]);
        File.Exists(Path.Combine(Folder("gold"), "counts.parquet")).ShouldBeTrue();
        File.Exists(Path.Combine(Folder("gold"), "by", "name.csv")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("bronze/a.parquet")]
    [InlineData("gold/../../other/a.parquet")]
    [InlineData("gold/./a.parquet")]
    [InlineData("gold//a.parquet")]
    [InlineData("gold/")]
    [InlineData("golden/a.parquet")]
    [InlineData("a.parquet")]
    [InlineData("/etc/a.parquet")]
    [InlineData("s3://bucket/a.parquet")]
    [InlineData("gold/link/a.parquet")]
    [InlineData("gold/a\\' as id.parquet")]
    public void A_model_is_not_written_elsewhere(string location)
    {
        Directory.CreateDirectory(Folder("gold"));
        Directory.CreateSymbolicLink(Path.Combine(Folder("gold"), "link"), Directory.CreateDirectory(Folder("other")).FullName);
        _project["models/a.sql"] = $"{{{{ config(materialized='external', location='{location}') }}}} select 1 as id";

        var result = _project.Run(RunCommand.Build).Results.ShouldHaveSingleItem();

        result.Status.ShouldBe(NodeStatus.Error);
        result.Message.ShouldNotBeNull().ShouldContain("cannot be written: begin it with silver/ or gold/ and go on below, without '..', links and quotes.");
        Directory.GetFileSystemEntries(Folder("other")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bronze/../other/*.parquet")]
    [InlineData("/etc/passwd")]
    [InlineData("read_json('bronze/x/../../../other/a.json')")]
    public void A_source_is_not_read_elsewhere(string location)
    {
        _project["models/sources.yml"] = $"sources:\n  - name: app\n    tables:\n      - name: events\n        meta: {{external_location: \"{location}\"}}\n";

        var error = Should.Throw<ProjectInvalidException>(() => _project.Open(new Invocation())).Errors.ShouldHaveSingleItem();

        error.Place.ShouldBe("models/sources.yml:4");
        error.Message.ShouldEndWith("cannot be read: begin it with bronze/ or silver/ or gold/ and go on below, without '..', links and quotes.");
    }

    public void Dispose()
    {
        _project.Dispose();
        _engine.Dispose();
    }

    private string Folder(string layer) => Path.Combine(_engine.Folder, "lake", layer, "clients", "acme");

    private void Land(string file, params string[] records)
    {
        var path = Path.Combine(Folder("bronze"), "app", "events", "load_date=2024-01-01", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var record in records) writer.WriteLine(record);
    }
}
