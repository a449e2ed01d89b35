namespace ControlPlane.Connectors.Manifests;

/// <summary>The names of the manifest vocabulary, so that a refusal can tell a typing error from something that is not carried out here.</summary>
internal static class ComponentNames
{
    private static readonly HashSet<string> Vocabulary = new(
        """
        AddFields AddedFieldDefinition ApiKeyAuthenticator AsyncJobStatusMap AsyncRetriever AuthFlow BasicHttpAuthenticator
        BearerAuthenticator BlockSimultaneousSyncsAction CheckDynamicStream CheckStream ComplexFieldType ComponentMappingDefinition
        CompositeErrorHandler ConcurrencyLevel ConditionalStreams ConfigAddFields ConfigComponentsResolver ConfigMigration
        ConfigRemapField ConfigRemoveFields ConstantBackoffStrategy CsvDecoder CursorPagination DatetimeBasedCursor
        DeclarativeStream DefaultErrorHandler DefaultPaginator DpathExtractor DpathFlattenFields DpathValidator
        DynamicDeclarativeStream DynamicSchemaLoader DynamicStreamCheckConfig ExponentialBackoffStrategy FixedWindowCallRatePolicy
        FlattenFields GroupByKeyMergeStrategy GroupingPartitionRouter GzipDecoder HTTPAPIBudget HttpComponentsResolver
        HttpRequestRegexMatcher HttpRequester HttpResponseFilter IncrementingCountCursor InlineSchemaLoader IterableDecoder
        JsonDecoder JsonFileSchemaLoader JsonItemsDecoder JsonSchemaPropertySelector JsonlDecoder JwtAuthenticator KeyTransformation
        KeysReplace KeysToLower KeysToSnakeCase LegacySessionTokenAuthenticator LegacyToPerPartitionStateMigration
        ListPartitionRouter MinMaxDatetime MovingWindowCallRatePolicy NoAuth NoPagination OAuthAuthenticator
        OAuthConfigSpecification OffsetIncrement PageIncrement PaginationReset PaginationResetLimits ParametrizedComponentsResolver
        ParentStreamConfig PredicateValidator PrimaryKey PropertiesFromEndpoint PropertyChunking QueryProperties QuotaStatusSource
        Rate RateLimitedMultipleTokenAuthenticator RecordExpander RecordFilter RecordSelector RemoveFields RequestBodyGraphQL
        RequestBodyGraphQlQuery RequestBodyJsonObject RequestBodyPlainText RequestBodyUrlEncodedForm RequestOption RequestPath
        ResponseToFileExtractor SchemaNormalization SchemaTypeIdentifier Schemas SelectiveAuthenticator SessionTokenAuthenticator
        SessionTokenRequestApiKeyAuthenticator SessionTokenRequestBearerAuthenticator SimpleRetriever Spec StateDelegatingStream
        StreamConfig StreamGroup StreamParametersDefinition SubstreamPartitionRouter TokenQuota TypesMap UnionPartitionRouter
        UnlimitedCallRatePolicy ValidateAdheresToSchema ValueType WaitTimeFromHeader WaitUntilTimeFromHeader XmlDecoder
        ZipfileDecoder
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>Why a component of this type cannot stand where one of <paramref name="expected"/> is wanted.</summary>
    public static string WhyNot(string type, IEnumerable<string> expected)
    {
        var choices = string.Join(", ", expected);
        if (type.StartsWith("Custom", StringComparison.Ordinal)) return $"{type} runs Python code of its own and cannot be used; one of {choices}";
        return Vocabulary.Contains(type)
            ? $"{type} is not supported here; one of {choices}"
            : $"{type} is not a known component type; one of {choices}";
    }
}
