using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ControlPlane.Lineage.OpenLineage;

/// <summary>Writes events as JSON by the schemas of version 2-0-2.</summary>
/// <param name="producer">Names this software in every event and facet.</param>
public sealed class RunEventWriter(Uri producer)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FacetWriter _facets = new(producer.ToString());

    public byte[] Write(RunEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(happened, json);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(RunEvent happened, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("eventType", happened.State.ToString().ToUpperInvariant());
        json.WriteString("eventTime", happened.Time.UtcDateTime);
        json.WriteString("producer", producer.ToString());
        json.WriteString("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
        Write(happened.Run, json);
        Write(happened.Job, json);
        json.WriteStartArray("inputs");
        foreach (var input in happened.Inputs) Write(input, json);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (var output in happened.Outputs) Write(output, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(LineageRun run, Utf8JsonWriter json)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", run.Id);
        json.WriteStartObject("facets");
        if (run.Parent is { } parent) _facets.Write(json, parent);
        if (run.NominalTime is { } time) _facets.Write(json, time);
        if (run.Error is { } error) _facets.Write(json, error);
        if (run.Engine is { } engine) _facets.Write(json, engine);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(LineageJob job, Utf8JsonWriter json)
    {
        json.WriteStartObject("job");
        json.WriteString("namespace", job.Namespace);
        json.WriteString("name", job.Name);
        json.WriteStartObject("facets");
        if (job.Type is { } type) _facets.Write(json, type);
        if (job.Sql is { } sql) _facets.Write(json, sql);
        if (job.Documentation is { } text) _facets.WriteDocumentation(json, text, "DocumentationJobFacet");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(InputDataset dataset, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteDataset(dataset, json);
        json.WriteStartObject("inputFacets");
        if (dataset.Metrics is { } metrics) _facets.Write(json, metrics);
        if (dataset.Assertions.Count > 0) _facets.Write(json, dataset.Assertions);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(OutputDataset dataset, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteDataset(dataset, json);
        json.WriteStartObject("outputFacets");
        if (dataset.Statistics is { } statistics) _facets.Write(json, statistics);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDataset(Dataset dataset, Utf8JsonWriter json)
    {
        json.WriteString("namespace", dataset.Name.Namespace);
        json.WriteString("name", dataset.Name.Name);
        json.WriteStartObject("facets");
        if (dataset.Source is { } source) _facets.Write(json, source);
        if (dataset.Schema.Count > 0) _facets.Write(json, dataset.Schema);
        if (dataset.Columns is { } columns) _facets.Write(json, columns);
        if (dataset.Documentation is { } text) _facets.WriteDocumentation(json, text, "DocumentationDatasetFacet");
        json.WriteEndObject();
    }
}
