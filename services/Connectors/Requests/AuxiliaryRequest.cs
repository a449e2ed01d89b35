using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests.Authentication;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

/// <summary>Requests whose answer is read as a whole: for tokens, sessions, quotas, jobs.</summary>
internal static class AuxiliaryRequest
{
    /// <summary>Sends what a requester of the manifest describes, with its own credentials and error handler.</summary>
    /// <returns>Null when the error handler ignores the response.</returns>
    /// <exception cref="ConnectorException">It ended badly.</exception>
    public static async Task<ResponseView?> SendAsync(HttpRequester requester, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var attempts = new RequestAttempts(requester.ErrorHandler, requester.Authenticator, context);
        return (await attempts.SendAsync(requester.Draft(scope), scope, new WholeBody(context, mustBeJson: false), etag: null, cache: false, cancellationToken)).Value;
    }

    /// <summary>Sends a request without further credentials.</summary>
    /// <returns>The answer as JSON; null when the error handler ignores the response.</returns>
    /// <exception cref="ConnectorException">It ended badly, or the answer is no JSON.</exception>
    public static async Task<JsonNode?> SendAsync(RequestDraft draft, IErrorHandler handler, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var attempts = new RequestAttempts(handler, NoAuth.Instance, context with { Budget = null });
        return (await attempts.SendAsync(draft, scope, new WholeBody(context, mustBeJson: true), etag: null, cache: false, cancellationToken)).Value?.Json;
    }

    private sealed class WholeBody(ReadContext context, bool mustBeJson) : IResponseReader<ResponseView>
    {
        public void BeginAttempt()
        {
        }

        public async Task<ReadBody<ResponseView>> ReadAsync(HttpResponseMessage response, byte[]? kept, CancellationToken cancellationToken)
        {
            var view = ResponseView.Of(response, Encoding.UTF8.GetString(kept ?? await BytesAsync(response, cancellationToken)));
            if (mustBeJson && view.Json is null)
                throw new BrokenPageException($"the answer is not JSON ({response.Content.Headers.ContentType?.MediaType ?? "no content type"})", new JsonException());
            return new(view, view);
        }

        private async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var buffer = new MemoryStream();
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                var piece = new byte[16 * 1024];
                while (true)
                {
                    idle.CancelAfter(context.Limits.IdleTimeout);
                    var read = await body.ReadAsync(piece, idle.Token);
                    if (read == 0) return buffer.ToArray();
                    buffer.Write(piece, 0, read);
                    if (buffer.Length > context.Limits.MaxResponseBytes)
                        throw new ConnectorException(ConnectorFaultKind.Source, $"the answer is larger than {context.Limits.MaxResponseBytes} bytes");
                }
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new BrokenPageException($"nothing arrived for {context.Limits.IdleTimeout.TotalSeconds:0.#} s in the middle of the body", e);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
            {
                throw new BrokenPageException("the connection broke in the middle of the body", e);
            }
        }
    }
}
