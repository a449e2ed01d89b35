using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>Has the source prepare each slice as a job, waits until it is done, and downloads what came of it.</summary>
internal sealed record AsyncRetriever(SimpleRetriever Download, IPartitionRouter? PartitionRouter) : IRetriever, IPreparedSlices
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(60);

    public required HttpRequester Creation { get; init; }

    public required HttpRequester Polling { get; init; }

    public required ResponsePath StatusPath { get; init; }

    public required JobStatusMap Statuses { get; init; }

    /// <summary>Null when there is one download whose address needs nothing but the job.</summary>
    public ResponsePath? TargetPath { get; init; }

    /// <summary>Asks for the targets; null when the answer that a job is completed names them.</summary>
    public HttpRequester? Target { get; init; }

    public HttpRequester? Abort { get; init; }

    public HttpRequester? Delete { get; init; }

    public Interpolated? TimeoutMinutes { get; init; }

    public Interpolated? RetryWaitSeconds { get; init; }

    public RecordSelector Selector => Download.Selector;

    public static AsyncRetriever? Compile(Component c)
    {
        var creation = c.Child("creation_requester", HttpRequester.Kinds, required: true);
        var polling = c.Child("polling_requester", HttpRequester.Kinds, required: true);
        var statusPath = c.Child("status_extractor", ResponsePath.Kinds, required: true);
        var statuses = c.Child("status_mapping", JobStatusMap.Kinds, required: true);
        var targetPath = c.Child("download_target_extractor", ResponsePath.Kinds);
        if (c.Has("download_target_requester") && targetPath is null) c.Error("", "download_target_requester needs a download_target_extractor");
        if (!c.Has("download_requester")) c.Error("", "AsyncRetriever needs download_requester");
        var download = c.Has("download_requester") ? SimpleRetriever.Compile(c.Derive(DownloadOf(c))) : null;
        var router = PartitionRouters.Compile(c, "partition_router");
        return creation is null || polling is null || statusPath is null || statuses is null || download is null
            ? null
            : new(download, router)
            {
                Creation = creation,
                Polling = polling,
                StatusPath = statusPath,
                Statuses = statuses,
                TargetPath = targetPath,
                Target = c.Child("download_target_requester", HttpRequester.Kinds),
                Abort = c.Child("abort_requester", HttpRequester.Kinds),
                Delete = c.Child("delete_requester", HttpRequester.Kinds),
                TimeoutMinutes = c.Template("polling_job_timeout"),
                RetryWaitSeconds = c.Template("failed_retry_wait_time_in_seconds"),
            };
    }

    public TimeSpan Timeout(Scope scope) => TimeoutMinutes is null ? DefaultTimeout : TimeSpan.FromMinutes(Number(TimeoutMinutes, scope));

    public TimeSpan? RetryWait(Scope scope) => RetryWaitSeconds is null ? null : TimeSpan.FromSeconds(Number(RetryWaitSeconds, scope));

    public async IAsyncEnumerable<(T Item, StreamSlice Slice)> PrepareAsync<T>(
        IAsyncEnumerable<T> items, Func<T, StreamSlice> slice, ReadContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (item, job) in new JobQueue(this, context).RunAsync(items, slice, cancellationToken))
            yield return (item, With(job.Slice, new Dictionary<string, object?>(StringComparer.Ordinal) { [AsyncJob.Field] = job }));
    }

    public async Task ReadSliceAsync(StreamSlice slice, ReadContext context, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        if (slice.ExtraFields.TryGetValue(AsyncJob.Field, out var carried) && carried is AsyncJob ready)
        {
            await DownloadAsync(ready, context, pipeline, cancellationToken);
            return;
        }

        await foreach (var (_, job) in new JobQueue(this, context).RunAsync(new[] { slice }.ToAsyncEnumerable(), s => s, cancellationToken))
            await DownloadAsync(job, context, pipeline, cancellationToken);
    }

    private static StreamSlice With(StreamSlice slice, IReadOnlyDictionary<string, object?> more)
    {
        var fields = new Dictionary<string, object?>(slice.ExtraFields, StringComparer.Ordinal);
        foreach (var (name, value) in more) fields[name] = value;
        return new(slice.Partition, slice.CursorSlice, fields);
    }

    /// <summary>The download as the retriever that it is; filter and transformations are those of the stream.</summary>
    private static JsonObject DownloadOf(Component c)
    {
        var download = new JsonObject { ["type"] = "SimpleRetriever", ["requester"] = c["download_requester"]?.DeepClone() };
        if (c["record_selector"] is JsonObject selector)
        {
            var own = selector.DeepClone().AsObject();
            own["extractor"] = c["download_extractor"]?.DeepClone() ?? new JsonObject { ["type"] = "DpathExtractor", ["field_path"] = new JsonArray() };
            download["record_selector"] = own;
        }

        foreach (var (field, source) in new[] { ("paginator", "download_paginator"), ("decoder", "download_decoder"), (TypePropagation.Parameters, TypePropagation.Parameters) })
            if (c[source] is { } value) download[field] = value.DeepClone();
        return download;
    }

    private static int Number(Interpolated template, Scope scope) => template.Evaluate(scope, WantedType.Integer) switch
    {
        long number and > 0 and <= int.MaxValue => (int)number,
        int number and > 0 => number,
        var other => throw new ConnectorException(
            ConnectorFaultKind.Configuration, $"{template.Path}: expected a whole number above 0, found '{string.Create(CultureInfo.InvariantCulture, $"{other}")}'"),
    };

    private async Task DownloadAsync(AsyncJob job, ReadContext context, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        if (job.Status != JobStatus.Completed) return;
        var calls = new JobCalls(this, context);
        foreach (var target in await calls.TargetsAsync(job, cancellationToken))
        {
            var variables = JobCalls.Variables(job);
            variables["download_target"] = target;
            var scope = variables.Aggregate(context.Scope, (s, v) => s.With(v.Key, v.Value));
            await Download.ReadSliceAsync(
                With(job.Slice, variables), context with { Scope = scope, CursorOptions = null, Conditional = null }, pipeline, cancellationToken);
            if (pipeline.Delivery.Total >= context.StopAfter) break;
        }

        await calls.DeleteAsync(job, cancellationToken);
    }
}
