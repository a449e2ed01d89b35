using System.Text.Json.Nodes;
using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Reads a slice page by page, each page by one request.</summary>
/// <param name="Decoder">Null for JSON.</param>
/// <param name="TotalPath">Where a page says how many records the slice has (our extension <c>x-reported-total</c>); empty when it does not.</param>
/// <param name="FirstPageOnlySlice">Nothing of the slice is injected into requests that carry a page token.</param>
internal sealed record SimpleRetriever(
    HttpRequester Requester, RecordSelector Selector, Paginator Paginator, IPartitionRouter? PartitionRouter, bool FirstPageOnlySlice, PaginationReset? PaginationReset, IDecoder? Decoder,
    IReadOnlyList<string> TotalPath) : IRetriever
{
    private const string ReportedTotal = "x-reported-total";

    public static SimpleRetriever? Compile(Component c)
    {
        var reset = c.Child("pagination_reset", Pagination.PaginationReset.Kinds);
        var decoder = c.Child("decoder", DecoderKinds.All);
        var requester = c.Child("requester", HttpRequester.Kinds, required: true);
        var selector = c.Child("record_selector", RecordSelector.Kinds, required: true);
        var paginator = c.Child("paginator", Paginator.Kinds);
        var router = PartitionRouters.Compile(c, "partition_router");
        return requester is null || selector is null
            ? null
            : new(requester, selector, paginator ?? Paginator.None, router, c.Flag("ignore_stream_slicer_parameters_on_paginated_requests"), reset, decoder, Total(c));
    }

    public Task ReadSliceAsync(StreamSlice slice, ReadContext context, RecordPipeline pipeline, CancellationToken cancellationToken) =>
        new SlicePages(this, slice, context, pipeline).ReadAsync(cancellationToken);

    private static List<string> Total(Component c)
    {
        if (!c.Has(ReportedTotal)) return [];
        if (c[ReportedTotal] is JsonArray { Count: > 0 } path && path.All(name => name is JsonValue value && value.TryGetValue(out string? _))) return [.. path.Select(name => name!.GetValue<string>())];
        c.Error(ReportedTotal, "expected the path to a number in the response, such as [total]");
        return [];
    }
}
