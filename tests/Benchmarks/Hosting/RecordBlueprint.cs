using System.Text.Json.Nodes;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>A blueprint whose connector reads the records of a <see cref="RecordServer"/>.</summary>
internal static class RecordBlueprint
{
    private const string Manifest = """
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [records]}
        streams:
          - type: DeclarativeStream
            name: records
            primary_key: [id]
            retriever:
              type: SimpleRetriever
              requester: {type: HttpRequester, url_base: "{{ config['base_url'] }}", path: /records, http_method: GET}
              record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
              paginator:
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, page_size: 1000, start_from_page: 1, inject_on_first_request: true}
            schema_loader: {type: InlineSchemaLoader, schema: {type: object, required: [id], properties: {id: {type: integer}}}}
        """;

    /// <returns>The folder of blueprints.</returns>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "records", "connectors"));
        File.WriteAllText(Path.Combine(folder, "records", "blueprint.yaml"), "name: records\nversion: 1.0.0\ndescription: Records of the benchmark\n");
        File.WriteAllText(Path.Combine(folder, "records", "connectors", "records.yaml"), Manifest);
        return folder;
    }

    /// <summary>A tenant with one source; returns once it can be synced.</summary>
    public static async Task DeclareAsync(Platform platform, string tenant, string address, CancellationToken cancellationToken)
    {
        var source = new JsonObject { ["connector"] = "records", ["streams"] = new JsonArray("records"), ["config"] = new JsonObject { ["base_url"] = address } };
        await platform.DeclareAsync(tenant, new JsonObject { ["blueprint"] = "records", ["sources"] = new JsonObject { ["records"] = source } }, cancellationToken);
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.tenants WHERE tenant = '{tenant}')", cancellationToken);
    }
}
