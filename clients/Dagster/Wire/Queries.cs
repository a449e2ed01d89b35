namespace ControlPlane.Clients.Dagster.Wire;

/// <summary>The documents that are sent. Each asks for the message of every member of its union that is an error.</summary>
internal static class Queries
{
    private const string Run = "runId jobName status creationTime startTime endTime parentRunId tags { key value }";

    private const string BackfillFields = "id status numPartitions timestamp endTimestamp tags { key value } error { message }";

    private const string LaunchErrors = """
        ... on Error { message }
        ... on InvalidStepError { invalidStepKey }
        ... on InvalidOutputError { stepKey invalidOutputName }
        ... on RunConfigValidationInvalid { errors { message path reason } }
        """;

    public const string LaunchRun = $$"""
        mutation LaunchRun($params: ExecutionParams!) {
          launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { {{Run}} } } {{LaunchErrors}} }
        }
        """;

    public const string LaunchReexecution = $$"""
        mutation LaunchReexecution($params: ReexecutionParams!) {
          launchRunReexecution(reexecutionParams: $params) { __typename ... on LaunchRunSuccess { run { {{Run}} } } {{LaunchErrors}} }
        }
        """;

    public const string LaunchBackfill = $$"""
        mutation LaunchBackfill($params: LaunchBackfillParams!) {
          launchPartitionBackfill(backfillParams: $params) { __typename ... on LaunchBackfillSuccess { backfillId } {{LaunchErrors}} }
        }
        """;

    public const string TerminateRun = $$"""
        mutation TerminateRun($runId: String!, $policy: TerminateRunPolicy) {
          terminateRun(runId: $runId, terminatePolicy: $policy) {
            __typename ... on TerminateRunSuccess { run { {{Run}} } } ... on TerminateRunFailure { message } ... on Error { message }
          }
        }
        """;

    public const string CancelBackfill = """
        mutation CancelBackfill($id: String!) {
          cancelPartitionBackfill(backfillId: $id) { __typename ... on CancelBackfillSuccess { backfillId } ... on Error { message } }
        }
        """;

    public const string GetRun = $$"""
        query GetRun($runId: ID!) {
          runOrError(runId: $runId) { __typename ... on Run { {{Run}} } ... on Error { message } }
        }
        """;

    public const string ListRuns = $$"""
        query ListRuns($filter: RunsFilter, $cursor: String, $limit: Int) {
          runsOrError(filter: $filter, cursor: $cursor, limit: $limit) { __typename ... on Runs { results { {{Run}} } } ... on Error { message } }
        }
        """;

    public const string GetBackfill = $$"""
        query GetBackfill($id: String!) {
          partitionBackfillOrError(backfillId: $id) { __typename ... on PartitionBackfill { {{BackfillFields}} } ... on Error { message } }
        }
        """;

    public const string ListBackfills = $$"""
        query ListBackfills($cursor: String, $limit: Int) {
          partitionBackfillsOrError(cursor: $cursor, limit: $limit) { __typename ... on PartitionBackfills { results { {{BackfillFields}} } } ... on Error { message } }
        }
        """;

    public const string Events = """
        query Events($runId: ID!, $cursor: String, $limit: Int) {
          logsForRun(runId: $runId, afterCursor: $cursor, limit: $limit) {
            __typename
            ... on EventConnection {
              cursor
              hasMore
              events {
                __typename
                ... on MessageEvent { message timestamp stepKey }
                ... on ErrorEvent { error { message } }
                ... on MaterializationEvent { partition assetKey { path } metadataEntries { ...Metadata } }
                ... on AssetCheckEvaluationEvent { evaluation { checkName success severity assetKey { path } metadataEntries { ...Metadata } } }
              }
            }
            ... on Error { message }
          }
        }
        fragment Metadata on MetadataEntry {
          label
          ... on IntMetadataEntry { intRepr }
          ... on FloatMetadataEntry { floatValue }
          ... on TextMetadataEntry { text }
        }
        """;
}
