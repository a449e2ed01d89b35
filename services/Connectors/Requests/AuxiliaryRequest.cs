using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

internal static class AuxiliaryRequest
{
    public static async Task<ResponseView?> SendAsync(HttpRequester requester, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        using var delivery = context.OpenDelivery(new Nobody());
        var pipeline = new RecordPipeline(new RecordSelector([], null, false), [], null, scope, delivery);
        var draft = requester.Draft(scope);
        requester.Authenticator.Apply(draft, scope);
        var page = await new PageFetcher(requester, context, new PageNeeds(true, true, false, true), []).FetchAsync(draft, pipeline, scope.WithPageToken(null), null, cancellationToken);
        return new(200, page.Headers ?? new Dictionary<string, object?>(), null, page.Response);
    }

    private sealed class Nobody : IRecordSink
    {
        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
