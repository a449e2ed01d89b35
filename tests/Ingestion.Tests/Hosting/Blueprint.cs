namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>A blueprint with connectors for the test source.</summary>
internal static class Blueprint
{
    public const string Name = "tests";

    /// <summary>Pages of <c>/things?page=n</c> until one is empty; contract: id an integer, name a text, both required; extra.level one of low, high.</summary>
    private const string Things = """
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [things]}
        streams:
          - type: DeclarativeStream
            name: things
            primary_key: [id]
            retriever:
              type: SimpleRetriever
              requester:
                type: HttpRequester
                url_base: "{{ config['base_url'] }}"
                path: /things
                http_method: GET
                request_headers: {Authorization: "{{ 'Bearer ' ~ config['token'] if config.get('token') else '' }}"}
                error_handler: {type: DefaultErrorHandler, max_retries: 0}
              record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
              paginator:
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, start_from_page: 1, inject_on_first_request: true}
            schema_loader:
              type: InlineSchemaLoader
              schema:
                type: object
                required: [id, name]
                properties:
                  id: {type: integer}
                  name: {type: string}
                  extra: {type: [object, "null"], properties: {level: {enum: [low, high]}}}
        """;

    /// <summary><c>/changes?since=…</c> by <c>updated_at</c>.</summary>
    private const string Changes = """
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [changes]}
        streams:
          - type: DeclarativeStream
            name: changes
            primary_key: [id]
            incremental_sync:
              type: DatetimeBasedCursor
              cursor_field: updated_at
              datetime_format: "%Y-%m-%dT%H:%M:%SZ"
              start_datetime: "2026-01-01T00:00:00Z"
              start_time_option: {type: RequestOption, inject_into: request_parameter, field_name: since}
            retriever:
              type: SimpleRetriever
              requester: {type: HttpRequester, url_base: "{{ config['base_url'] }}", path: /changes, http_method: GET, error_handler: {type: DefaultErrorHandler, max_retries: 0}}
              record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
        """;

    /// <summary><c>/looks?part=…</c> by <c>at</c>, in two parts, looking back by six hours; records are written more precisely than bounds.</summary>
    private const string Looks = """
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [looks]}
        streams:
          - type: DeclarativeStream
            name: looks
            primary_key: [id]
            incremental_sync:
              type: DatetimeBasedCursor
              cursor_field: at
              datetime_format: "%Y-%m-%d"
              cursor_datetime_formats: ["%Y-%m-%dT%H:%M:%SZ"]
              start_datetime: "2026-01-01"
              lookback_window: PT6H
              start_time_option: {type: RequestOption, inject_into: request_parameter, field_name: since}
            retriever:
              type: SimpleRetriever
              requester: {type: HttpRequester, url_base: "{{ config['base_url'] }}", path: /looks, http_method: GET, error_handler: {type: DefaultErrorHandler, max_retries: 0}}
              record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
              partition_router:
                type: ListPartitionRouter
                cursor_field: part
                values: [a, b]
                request_option: {type: RequestOption, inject_into: request_parameter, field_name: part}
        """;

    public static string Write(string folder)
    {
        var connectors = Path.Combine(folder, Name, "connectors");
        Directory.CreateDirectory(connectors);
        File.WriteAllText(Path.Combine(connectors, "things.yaml"), Things);
        File.WriteAllText(Path.Combine(connectors, "changes.yaml"), Changes);
        File.WriteAllText(Path.Combine(connectors, "looks.yaml"), Looks);
        return folder;
    }
}
