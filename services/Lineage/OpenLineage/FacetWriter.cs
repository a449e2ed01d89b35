using System.Text.Json;
using ControlPlane.Lineage.OpenLineage.Facets;

namespace ControlPlane.Lineage.OpenLineage;

/// <summary>Writes facets, each under its key and with the address of its schema.</summary>
internal sealed partial class FacetWriter(string producer)
{
    private void Start(Utf8JsonWriter json, string key, string version, string schema)
    {
        json.WriteStartObject(key);
        json.WriteString("_producer", producer);
        json.WriteString("_schemaURL", $"https://openlineage.io/spec/facets/{version}/{schema}.json#/$defs/{schema}");
    }

    public void Write(Utf8JsonWriter json, ParentRun parent)
    {
        Start(json, "parent", "1-2-0", "ParentRunFacet");
        WriteRunAndJob(json, parent);
        if (parent.Root is { } root)
        {
            json.WriteStartObject("root");
            WriteRunAndJob(json, root);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRunAndJob(Utf8JsonWriter json, ParentRun run)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", run.RunId);
        json.WriteEndObject();
        json.WriteStartObject("job");
        json.WriteString("namespace", run.JobNamespace);
        json.WriteString("name", run.JobName);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, NominalTime time)
    {
        Start(json, "nominalTime", "1-0-1", "NominalTimeRunFacet");
        json.WriteString("nominalStartTime", time.Start.UtcDateTime);
        if (time.End is { } end) json.WriteString("nominalEndTime", end.UtcDateTime);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, RunError error)
    {
        Start(json, "errorMessage", "1-0-1", "ErrorMessageRunFacet");
        json.WriteString("message", error.Message);
        json.WriteString("programmingLanguage", error.Language);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, ProcessingEngine engine)
    {
        Start(json, "processing_engine", "1-1-1", "ProcessingEngineRunFacet");
        json.WriteString("name", engine.Name);
        json.WriteString("version", engine.Version);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, JobType type)
    {
        Start(json, "jobType", "2-0-4", "JobTypeJobFacet");
        json.WriteString("processingType", type.ProcessingType);
        json.WriteString("integration", type.Integration);
        if (type.Type is { } name) json.WriteString("jobType", name);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, JobSql sql)
    {
        Start(json, "sql", "1-1-0", "SQLJobFacet");
        json.WriteString("query", sql.Query);
        if (sql.Dialect is { } dialect) json.WriteString("dialect", dialect);
        json.WriteEndObject();
    }

    public void WriteDocumentation(Utf8JsonWriter json, string text, string schema)
    {
        Start(json, "documentation", "1-1-0", schema);
        json.WriteString("description", text);
        json.WriteEndObject();
    }
}
