using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Reads a slice page by page, each page by one request.</summary>
/// <param name="FirstPageOnlySlice">Nothing of the slice is injected into requests that carry a page token.</param>
internal sealed record SimpleRetriever(
    HttpRequester Requester, RecordSelector Selector, Paginator Paginator, IPartitionRouter? PartitionRouter, bool FirstPageOnlySlice, PaginationReset? PaginationReset) : IRetriever
{
    private static ComponentKinds<Component> Decoders { get; } = new() { ["JsonDecoder"] = c => c };

    public static SimpleRetriever? Compile(Component c)
    {
        var reset = c.Child("pagination_reset", Pagination.PaginationReset.Kinds);
        c.Child("decoder", Decoders);
        var requester = c.Child("requester", HttpRequester.Kinds, required: true);
        var selector = c.Child("record_selector", RecordSelector.Kinds, required: true);
        var paginator = c.Child("paginator", Paginator.Kinds);
        var router = PartitionRouters.Compile(c, "partition_router");
        return requester is null || selector is null
            ? null
            : new(requester, selector, paginator ?? Paginator.None, router, c.Flag("ignore_stream_slicer_parameters_on_paginated_requests"), reset);
    }

    public Task ReadSliceAsync(StreamSlice slice, ReadContext context, RecordPipeline pipeline, CancellationToken cancellationToken) =>
        new SlicePages(this, slice, context, pipeline).ReadAsync(cancellationToken);
}
