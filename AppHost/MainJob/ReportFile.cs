using System.Text.Json;

namespace ControlPlane.AppHost.MainJob;

/// <summary>Writes the report as one JSON object, marts with their full content, whole or not at all.</summary>
internal sealed class ReportFile(ControlPlaneClient client)
{
    private const int PageSize = 10_000;

    public async Task WriteAsync(FileInfo file, Report report, CancellationToken cancellationToken)
    {
        file.Directory?.Create();
        var unfinished = $"{file.FullName}.{Environment.ProcessId}.tmp";
        try
        {
            await using (var stream = File.Create(unfinished))
            await using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
                await WriteAsync(writer, report, cancellationToken);
            File.Move(unfinished, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private async Task WriteAsync(Utf8JsonWriter writer, Report report, CancellationToken cancellationToken)
    {
        writer.WriteStartObject();
        writer.WriteString("tenant", report.Tenant);
        if (report.Run is { } run) writer.WriteString("run", run);
        else writer.WriteNull("run");
        writer.WriteBoolean("succeeded", report.Succeeded);
        if (report.Error is not null) writer.WriteString("error", report.Error);
        writer.WritePropertyName("stages");
        JsonSerializer.Serialize(writer, report.Stages, JsonSerializerOptions.Web);
        writer.WriteStartObject("ledger");
        writer.WriteBoolean("balanced", report.Balanced);
        writer.WriteEndObject();
        writer.WriteStartObject("marts");
        foreach (var mart in report.Marts) await WriteMartAsync(writer, report.Tenant, mart, cancellationToken);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private async Task WriteMartAsync(Utf8JsonWriter writer, string tenant, string mart, CancellationToken cancellationToken)
    {
        var rows = 0L;
        writer.WriteStartObject(mart);
        writer.WriteStartArray("data");
        string? cursor = null;
        do
        {
            var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await client.GetAsync($"v1/tenants/{tenant}/marts/{Uri.EscapeDataString(mart)}?limit={PageSize}{from}", cancellationToken);
            foreach (var row in page["rows"]!.AsArray())
            {
                row!.WriteTo(writer);
                rows++;
            }
            await writer.FlushAsync(cancellationToken);
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        writer.WriteEndArray();
        writer.WriteNumber("rows", rows);
        writer.WriteEndObject();
    }
}
