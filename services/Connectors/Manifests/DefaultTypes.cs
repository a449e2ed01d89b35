namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// The component type that a field means when the manifest leaves <c>type</c> out, by <c>Parent.field</c>. The vocabulary's own list,
/// plus the fields where only one type is possible.
/// </summary>
internal static class DefaultTypes
{
    private static readonly Dictionary<string, string> ByField = new(StringComparer.Ordinal)
    {
        ["AddFields.fields"] = "AddedFieldDefinition",
        ["ApiKeyAuthenticator.inject_into"] = "RequestOption",
        ["AsyncRetriever.abort_requester"] = "HttpRequester",
        ["AsyncRetriever.creation_requester"] = "HttpRequester",
        ["AsyncRetriever.delete_requester"] = "HttpRequester",
        ["AsyncRetriever.download_extractor"] = "DpathExtractor",
        ["AsyncRetriever.download_paginator"] = "NoPagination",
        ["AsyncRetriever.download_requester"] = "HttpRequester",
        ["AsyncRetriever.download_target_extractor"] = "DpathExtractor",
        ["AsyncRetriever.download_target_requester"] = "HttpRequester",
        ["AsyncRetriever.polling_requester"] = "HttpRequester",
        ["AsyncRetriever.record_selector"] = "RecordSelector",
        ["AsyncRetriever.status_extractor"] = "DpathExtractor",
        ["AsyncRetriever.status_mapping"] = "AsyncJobStatusMap",
        ["CheckStream.dynamic_streams_check_configs"] = "DynamicStreamCheckConfig",
        ["CompositeErrorHandler.error_handlers"] = "DefaultErrorHandler",
        ["ConditionalStreams.streams"] = "DeclarativeStream",
        ["ConfigAddFields.fields"] = "AddedFieldDefinition",
        ["ConfigComponentsResolver.components_mapping"] = "ComponentMappingDefinition",
        ["ConfigComponentsResolver.stream_config"] = "StreamConfig",
        ["ConfigNormalizationRules.config_migrations"] = "ConfigMigration",
        ["CursorPagination.decoder"] = "JsonDecoder",
        ["CustomPartitionRouter.parent_stream_configs"] = "ParentStreamConfig",
        ["DatetimeBasedCursor.end_datetime"] = "MinMaxDatetime",
        ["DatetimeBasedCursor.end_time_option"] = "RequestOption",
        ["DatetimeBasedCursor.start_datetime"] = "MinMaxDatetime",
        ["DatetimeBasedCursor.start_time_option"] = "RequestOption",
        ["DeclarativeSource.api_budget"] = "HTTPAPIBudget",
        ["DeclarativeSource.check"] = "CheckStream",
        ["DeclarativeSource.concurrency_level"] = "ConcurrencyLevel",
        ["DeclarativeSource.dynamic_streams"] = "DynamicDeclarativeStream",
        ["DeclarativeSource.spec"] = "Spec",
        ["DeclarativeSource.streams"] = "DeclarativeStream",
        ["DeclarativeStream.incremental_sync"] = "DatetimeBasedCursor",
        ["DeclarativeStream.retriever"] = "SimpleRetriever",
        ["DeclarativeStream.schema_loader"] = "JsonFileSchemaLoader",
        ["DefaultErrorHandler.response_filters"] = "HttpResponseFilter",
        ["DefaultPaginator.decoder"] = "JsonDecoder",
        ["DefaultPaginator.page_size_option"] = "RequestOption",
        ["DefaultPaginator.page_token_option"] = "RequestOption",
        ["DatetimeBasedCursor.clamping"] = "Clamping",
        ["Clamping.target_details"] = "ClampingDetails",
        ["IncrementingCountCursor.start_value_option"] = "RequestOption",
        ["ListPartitionRouter.request_option"] = "RequestOption",
        ["SubstreamPartitionRouter.parent_stream_configs"] = "ParentStreamConfig",
        ["ParentStreamConfig.stream"] = "DeclarativeStream",
        ["ParentStreamConfig.request_option"] = "RequestOption",
        ["StateDelegatingStream.full_refresh_stream"] = "DeclarativeStream",
        ["StateDelegatingStream.incremental_stream"] = "DeclarativeStream",
        ["DpathExtractor.decoder"] = "JsonDecoder",
        ["DpathExtractor.record_expander"] = "RecordExpander",
        ["DpathValidator.validation_strategy"] = "ValidateAdheresToSchema",
        ["DynamicDeclarativeStream.components_resolver"] = "ConfigComponentsResolver",
        ["DynamicDeclarativeStream.stream_template"] = "DeclarativeStream",
        ["DynamicSchemaLoader.retriever"] = "SimpleRetriever",
        ["DynamicSchemaLoader.schema_type_identifier"] = "SchemaTypeIdentifier",
        ["HTTPAPIBudget.policies"] = "MovingWindowCallRatePolicy",
        ["HttpComponentsResolver.components_mapping"] = "ComponentMappingDefinition",
        ["HttpComponentsResolver.retriever"] = "SimpleRetriever",
        ["HttpRequester.error_handler"] = "DefaultErrorHandler",
        ["ParametrizedComponentsResolver.components_mapping"] = "ComponentMappingDefinition",
        ["ParametrizedComponentsResolver.stream_parameters"] = "StreamParametersDefinition",
        ["PredicateValidator.validation_strategy"] = "ValidateAdheresToSchema",
        ["PropertiesFromEndpoint.retriever"] = "SimpleRetriever",
        ["QueryProperties.property_chunking"] = "PropertyChunking",
        ["RecordSelector.extractor"] = "DpathExtractor",
        ["RecordSelector.record_filter"] = "RecordFilter",
        ["SchemaTypeIdentifier.types_map"] = "TypesMap",
        ["SessionTokenAuthenticator.login_requester"] = "HttpRequester",
        ["SimpleRetriever.paginator"] = "NoPagination",
        ["SimpleRetriever.record_selector"] = "RecordSelector",
        ["SimpleRetriever.requester"] = "HttpRequester",
        ["Spec.advanced_auth"] = "AuthFlow",
        ["Spec.config_normalization_rules"] = "ConfigNormalizationRules",
    };

    private static readonly Dictionary<string, string> CustomByField = new(StringComparer.Ordinal)
    {
        ["CompositeErrorHandler.backoff_strategies"] = "CustomBackoffStrategy",
        ["DeclarativeStream.transformations"] = "CustomTransformation",
        ["DefaultErrorHandler.backoff_strategies"] = "CustomBackoffStrategy",
        ["DefaultPaginator.pagination_strategy"] = "CustomPaginationStrategy",
        ["HttpRequester.authenticator"] = "CustomAuthenticator",
        ["SimpleRetriever.partition_router"] = "CustomPartitionRouter",
    };

    /// <summary>The type to assume, or null when the field holds no component.</summary>
    /// <param name="field"><c>Parent.field</c>.</param>
    /// <param name="hasClassName">Whether the object names a Python class, which makes it a custom component.</param>
    public static string? For(string field, bool hasClassName) => (hasClassName ? CustomByField : ByField).GetValueOrDefault(field);
}
