using System.Text.Json;
using ControlPlane.Lineage.OpenLineage.Facets;

namespace ControlPlane.Lineage.OpenLineage;

/// <summary>Facets of datasets.</summary>
internal sealed partial class FacetWriter
{
    public void Write(Utf8JsonWriter json, DataSource source)
    {
        Start(json, "dataSource", "1-0-1", "DatasourceDatasetFacet");
        json.WriteString("name", source.Name);
        json.WriteString("uri", source.Uri.ToString());
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, IReadOnlyList<SchemaField> fields)
    {
        Start(json, "schema", "1-2-0", "SchemaDatasetFacet");
        json.WriteStartArray("fields");
        for (var i = 0; i < fields.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", fields[i].Name);
            if (fields[i].Type is { } type) json.WriteString("type", type);
            if (fields[i].Description is { } description) json.WriteString("description", description);
            json.WriteNumber("ordinal_position", i + 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, ColumnLineageFacet lineage)
    {
        Start(json, "columnLineage", "1-2-0", "ColumnLineageDatasetFacet");
        json.WriteStartObject("fields");
        foreach (var (name, inputs) in lineage.Fields)
        {
            json.WriteStartObject(name);
            Write(json, "inputFields", inputs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (lineage.Dataset.Count > 0) Write(json, "dataset", lineage.Dataset);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, IReadOnlyList<InputField> inputs)
    {
        json.WriteStartArray(key);
        foreach (var input in inputs)
        {
            json.WriteStartObject();
            json.WriteString("namespace", input.Dataset.Namespace);
            json.WriteString("name", input.Dataset.Name);
            json.WriteString("field", input.Field);
            json.WriteStartArray("transformations");
            foreach (var subtype in InfluenceNames.Of(input.Influences))
            {
                json.WriteStartObject();
                json.WriteString("type", InfluenceNames.TypeOf(subtype));
                json.WriteString("subtype", subtype);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void Write(Utf8JsonWriter json, DataQualityMetrics metrics)
    {
        Start(json, "dataQualityMetrics", "1-0-3", "DataQualityMetricsInputDatasetFacet");
        Write(json, "rowCount", metrics.Rows);
        Write(json, "bytes", metrics.Bytes);
        Write(json, "fileCount", metrics.Files);
        if (metrics.LastUpdated is { } updated) json.WriteString("lastUpdated", updated.UtcDateTime);
        json.WriteStartObject("columnMetrics");
        foreach (var (name, column) in metrics.Columns)
        {
            json.WriteStartObject(name);
            Write(json, "nullCount", column.Nulls);
            Write(json, "distinctCount", column.Distinct);
            Write(json, "count", column.Count);
            Write(json, "sum", column.Sum);
            Write(json, "min", column.Min);
            Write(json, "max", column.Max);
            if (column.Quantiles.Count > 0)
            {
                json.WriteStartObject("quantiles");
                foreach (var (quantile, value) in column.Quantiles) Write(json, quantile, value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, IReadOnlyList<Assertion> assertions)
    {
        Start(json, "dataQualityAssertions", "1-1-0", "DataQualityAssertionsDatasetFacet");
        json.WriteStartArray("assertions");
        foreach (var assertion in assertions)
        {
            json.WriteStartObject();
            json.WriteString("assertion", assertion.Kind);
            json.WriteBoolean("success", assertion.Succeeded);
            if (assertion.Column is { } column) json.WriteString("column", column);
            if (assertion.Severity is { } severity) json.WriteString("severity", severity);
            if (assertion.Name is { } name) json.WriteString("name", name);
            if (assertion.Expected is { } expected) json.WriteString("expected", expected);
            if (assertion.Actual is { } actual) json.WriteString("actual", actual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, OutputStatistics statistics)
    {
        Start(json, "outputStatistics", "1-0-2", "OutputStatisticsOutputDatasetFacet");
        Write(json, "rowCount", statistics.Rows);
        Write(json, "size", statistics.Bytes);
        Write(json, "fileCount", statistics.Files);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, long? value)
    {
        if (value is { } number) json.WriteNumber(key, number);
    }

    /// <summary>What JSON has no number for is left out.</summary>
    private static void Write(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(key, number);
    }
}
