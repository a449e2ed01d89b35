using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

/// <summary>One request and its response over the network, within the limits of the read.</summary>
internal sealed class HttpExchange(ReadContext context)
{
    private const int ErrorBodyBytes = 1 << 20;
    private const int MaxRedirects = 10;

    /// <summary>Sends the request, and again where a redirect on the same server leads; never to another one.</summary>
    /// <exception cref="BrokenPageException">There was no response.</exception>
    public async Task<HttpResponseMessage> SendAsync(RequestDraft draft, Uri uri, string? etag, CancellationToken cancellationToken)
    {
        var method = draft.Method;
        for (var hops = 0; ; hops++)
        {
            var response = await SendOnceAsync(draft, uri, method, etag, cancellationToken);
            var status = (int)response.StatusCode;
            if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            var target = new Uri(uri, location);
            if (hops >= MaxRedirects) throw new BrokenPageException($"more than {MaxRedirects} redirects");
            if (!RequestDraft.IsSameOrigin(uri, target))
                throw new ConnectorException(ConnectorFaultKind.Source, $"{draft.Method} {uri.AbsoluteUri} is redirected to another server, {target.Authority}: a source is read from its own server only");

            // What was posted is not posted again (RFC 9110, 15.4).
            if (status == 303 || status is 301 or 302 && method == HttpMethod.Post) method = HttpMethod.Get;
            uri = target;
        }
    }

    /// <summary>The start of an error's body, as much as arrives.</summary>
    public async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(context.Limits.IdleTimeout);
        var buffer = new MemoryStream();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
            var piece = new byte[16 * 1024];
            while (buffer.Length < ErrorBodyBytes && await body.ReadAsync(piece, timeout.Token) is var read and > 0) buffer.Write(piece, 0, read);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException
            || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The status says enough; what has arrived of its explanation is used.
        }

        return buffer.ToArray();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RequestDraft draft, Uri uri, HttpMethod method, string? etag, CancellationToken cancellationToken)
    {
        using var message = draft.Build(uri, method);
        if (etag is not null) message.Headers.TryAddWithoutValidation("If-None-Match", etag);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(context.Limits.ResponseTimeout);
        context.Requests.Add();
        try
        {
            return await context.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenPageException($"no response within {context.Limits.ResponseTimeout.TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e) when (e.InnerException is ConnectorException refused)
        {
            throw new ConnectorException(refused.Kind, $"{draft.Method} {uri.GetLeftPart(UriPartial.Path)}: {refused.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new BrokenPageException($"the source cannot be reached: {e.Message}", e);
        }
    }
}
