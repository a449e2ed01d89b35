using System.Text.Json.Nodes;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.OpenLineage.Facets;
using ControlPlane.Lineage.Sql;
using ControlPlane.Testing;
using ControlPlane.Testing.JsonSchema;

namespace ControlPlane.Lineage.Tests.OpenLineage;

public sealed class RunEventWriterTests
{
    private static readonly RunEventWriter Writer = new(new Uri("urn:controlplane:lineage"));

    public static TheoryData<RunState> States => [.. Enum.GetValues<RunState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void An_event_is_valid_against_the_schemas_of_openlineage(RunState state)
    {
        var core = SharedData.Find("contracts/openlineage/OpenLineage.json");
        if (!SharedData.IsRequired) Assert.SkipWhen(core is null, "the schemas are not here");
        foreach (var written in (JsonNode[])[Json(Events.Full(state)), Json(Events.Bare(state))])
        {
            JsonSchemaDocument.Load(core!).At("#/$defs/RunEvent").Validate(written).ShouldBeEmpty();
            JsonSchemaDocument.Load(core!).Validate(written).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_facet_is_valid_against_the_schema_that_it_names()
    {
        var core = SharedData.Find("contracts/openlineage/OpenLineage.json");
        if (!SharedData.IsRequired) Assert.SkipWhen(core is null, "the schemas are not here");
        var written = Json(Events.Full(RunState.Fail));
        JsonNode?[] holders =
        [
            written["run"]!["facets"], written["job"]!["facets"], written["inputs"]![0]!["facets"], written["inputs"]![0]!["inputFacets"], written["outputs"]![0]!["facets"],
            written["outputs"]![0]!["outputFacets"],
        ];
        var facets = holders.SelectMany(h => h!.AsObject()).ToList();
        facets.Select(f => f.Key).Order().ShouldBe([
            "columnLineage", "dataQualityAssertions", "dataQualityMetrics", "dataSource", "documentation", "documentation", "errorMessage", "jobType", "nominalTime", "outputStatistics", "parent",
            "processing_engine", "schema", "schema", "sql",
        ]);
        foreach (var (key, facet) in facets)
        {
            var address = facet!["_schemaURL"]!.ToString();
            var file = Path.Combine(Path.GetDirectoryName(core)!, address[(address.LastIndexOf('/', address.IndexOf('#')) + 1)..address.IndexOf('#')]);
            // The address names the version that the file has.
            JsonNode.Parse(File.ReadAllText(file))!["$id"]!.ToString().ShouldBe(address[..address.IndexOf('#')]);
            JsonSchemaDocument.Load(file).At(address[address.IndexOf('#')..]).Validate(facet).ShouldBeEmpty(key);
            JsonSchemaDocument.Load(file).Validate(new JsonObject { [key] = facet.DeepClone() }).ShouldBeEmpty(key);
        }
    }

    [Fact]
    public void Column_lineage_tells_how_each_input_matters()
    {
        var facet = Json(Events.Full(RunState.Complete))["outputs"]![0]!["facets"]!["columnLineage"]!;
        facet["fields"]!["total"]!["inputFields"]!.ToJsonString().ShouldBe(
            """[{"namespace":"postgres://localhost:5432","name":"shop.raw.orders","field":"amount","transformations":[{"type":"DIRECT","subtype":"AGGREGATION"}]}]""");
        facet["dataset"]!.AsArray().Select(i => $"{i!["field"]} {i["transformations"]![0]!["type"]} {i["transformations"]![0]!["subtype"]}")
            .ShouldBe(["status INDIRECT FILTER", "customer_id INDIRECT GROUP_BY"]);
    }

    [Fact]
    public void Times_are_in_utc_and_runs_have_their_id()
    {
        var happened = Events.Full(RunState.Start);
        var written = Json(happened);
        written["eventType"]!.ToString().ShouldBe("START");
        written["eventTime"]!.ToString().ShouldBe("2026-02-03T03:05:06Z");
        written["run"]!["runId"]!.ToString().ShouldBe(happened.Run.Id.ToString());
        written["job"]!["facets"]!["documentation"]!["description"]!.ToString().ShouldBe("Totals by \"customer\" – €");
    }

    [Fact]
    public void Columns_that_are_not_known_are_left_out()
    {
        var lineage = ColumnLineage.Of("select *, 1 as one from raw.x", SqlDialect.PostgreSql, _ => null);
        ColumnLineageFacet.From(lineage, r => new DatasetName("n", r.ToString()))!.Fields.Select(f => f.Name).ShouldBe(["one"]);
        ColumnLineageFacet.From(ColumnLineage.Of("no sql", SqlDialect.PostgreSql, _ => null), _ => null).ShouldBeNull();
    }

    [Theory]
    [InlineData("s3://bronze/acme/orders.parquet", "s3://bronze", "acme/orders.parquet")]
    [InlineData("lake/orders.jsonl", "file", "lake/orders.jsonl")]
    [InlineData("file:///lake/orders.jsonl", "file", "/lake/orders.jsonl")]
    [InlineData("s3://bronze", "s3://bronze", "/")]
    public void Files_are_named_by_their_bucket_or_path(string path, string space, string name) => DatasetName.File(path).ShouldBe(new DatasetName(space, name));

    private static JsonNode Json(RunEvent happened) => JsonNode.Parse(Writer.Write(happened))!;
}
