namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// The component type that a field means when the manifest leaves <c>type</c> out, by <c>Parent.field</c>. The vocabulary's own list,
/// plus the fields where only one type is possible.
/// </summary>
internal static class DefaultTypes
{
    private static readonly Dictionary<string, string> ByField = new(StringComparer.Ordinal)
    {
        ["DeclarativeSource.check"] = "CheckStream",
        ["DeclarativeSource.spec"] = "Spec",
        ["DeclarativeSource.streams"] = "DeclarativeStream",
        ["DeclarativeSource.api_budget"] = "HTTPAPIBudget",
        ["DeclarativeStream.retriever"] = "SimpleRetriever",
        ["DeclarativeStream.schema_loader"] = "JsonFileSchemaLoader",
        ["DeclarativeStream.incremental_sync"] = "DatetimeBasedCursor",
        ["SimpleRetriever.requester"] = "HttpRequester",
        ["SimpleRetriever.record_selector"] = "RecordSelector",
        ["SimpleRetriever.paginator"] = "NoPagination",
        ["HttpRequester.error_handler"] = "DefaultErrorHandler",
        ["RecordSelector.extractor"] = "DpathExtractor",
        ["RecordSelector.record_filter"] = "RecordFilter",
        ["DpathExtractor.decoder"] = "JsonDecoder",
        ["DpathExtractor.record_expander"] = "RecordExpander",
        ["DefaultPaginator.decoder"] = "JsonDecoder",
        ["DefaultPaginator.page_size_option"] = "RequestOption",
        ["DefaultPaginator.page_token_option"] = "RequestOption",
        ["CursorPagination.decoder"] = "JsonDecoder",
        ["ApiKeyAuthenticator.inject_into"] = "RequestOption",
        ["DatetimeBasedCursor.start_datetime"] = "MinMaxDatetime",
        ["DatetimeBasedCursor.end_datetime"] = "MinMaxDatetime",
        ["DatetimeBasedCursor.start_time_option"] = "RequestOption",
        ["DatetimeBasedCursor.end_time_option"] = "RequestOption",
        ["DatetimeBasedCursor.clamping"] = "Clamping",
        ["Clamping.target_details"] = "ClampingDetails",
        ["IncrementingCountCursor.start_value_option"] = "RequestOption",
        ["ListPartitionRouter.request_option"] = "RequestOption",
        ["SubstreamPartitionRouter.parent_stream_configs"] = "ParentStreamConfig",
        ["ParentStreamConfig.stream"] = "DeclarativeStream",
        ["ParentStreamConfig.request_option"] = "RequestOption",
        ["StateDelegatingStream.full_refresh_stream"] = "DeclarativeStream",
        ["StateDelegatingStream.incremental_stream"] = "DeclarativeStream",
        ["CompositeErrorHandler.error_handlers"] = "DefaultErrorHandler",
        ["DefaultErrorHandler.response_filters"] = "HttpResponseFilter",
        ["AddFields.fields"] = "AddedFieldDefinition",
        ["HTTPAPIBudget.policies"] = "MovingWindowCallRatePolicy",
        ["FixedWindowCallRatePolicy.matchers"] = "HttpRequestRegexMatcher",
        ["MovingWindowCallRatePolicy.matchers"] = "HttpRequestRegexMatcher",
        ["MovingWindowCallRatePolicy.rates"] = "Rate",
        ["UnlimitedCallRatePolicy.matchers"] = "HttpRequestRegexMatcher",
        ["SimpleRetriever.pagination_reset"] = "PaginationReset",
        ["PaginationReset.limits"] = "PaginationResetLimits",
        ["HttpRequester.fetch_properties_from_endpoint"] = "PropertiesFromEndpoint",
        ["HttpRequester.query_properties"] = "QueryProperties",
        ["QueryProperties.property_list"] = "PropertiesFromEndpoint",
        ["QueryProperties.property_chunking"] = "PropertyChunking",
        ["QueryProperties.property_selector"] = "JsonSchemaPropertySelector",
        ["PropertyChunking.record_merge_strategy"] = "GroupByKeyMergeStrategy",
        ["PropertiesFromEndpoint.retriever"] = "SimpleRetriever",
        ["OAuthAuthenticator.profile_assertion"] = "JwtAuthenticator",
        ["JwtAuthenticator.request_option"] = "RequestOption",
        ["SessionTokenAuthenticator.login_requester"] = "HttpRequester",
        ["ApiKey.inject_into"] = "RequestOption",
        ["RateLimitedMultipleTokenAuthenticator.quota_status_source"] = "QuotaStatusSource",
        ["RateLimitedMultipleTokenAuthenticator.quotas"] = "TokenQuota",
        ["TokenQuota.matchers"] = "HttpRequestRegexMatcher",
    };

    private static readonly Dictionary<string, string> CustomByField = new(StringComparer.Ordinal)
    {
        ["CompositeErrorHandler.backoff_strategies"] = "CustomBackoffStrategy",
        ["DeclarativeStream.retriever"] = "CustomRetriever",
        ["DeclarativeStream.transformations"] = "CustomTransformation",
        ["DefaultErrorHandler.backoff_strategies"] = "CustomBackoffStrategy",
        ["DefaultPaginator.pagination_strategy"] = "CustomPaginationStrategy",
        ["HttpRequester.authenticator"] = "CustomAuthenticator",
        ["HttpRequester.error_handler"] = "CustomErrorHandler",
        ["RecordSelector.extractor"] = "CustomRecordExtractor",
        ["SimpleRetriever.partition_router"] = "CustomPartitionRouter",
    };

    /// <summary>The type to assume, or null when the field holds no component.</summary>
    /// <param name="field"><c>Parent.field</c>.</param>
    /// <param name="hasClassName">Whether the object names a Python class, which makes it a custom component.</param>
    public static string? For(string field, bool hasClassName) => (hasClassName ? CustomByField : ByField).GetValueOrDefault(field);
}
