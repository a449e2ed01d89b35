using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ControlPlane.Clients.PowerBi.Wire;

namespace ControlPlane.Clients.PowerBi;

/// <summary>
/// Dataset refreshes of the Power BI REST API for one service principal. Keep an instance per connection: it holds the token.
/// Contract: <see href="https://learn.microsoft.com/rest/api/power-bi/datasets"/>. Every method throws <see cref="PowerBiException"/>.
/// </summary>
public sealed class PowerBiClient : IDisposable
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(200);

    private readonly PowerBiConnection _connection;
    private readonly PowerBiClientOptions _options;
    private readonly TimeProvider _time;
    private readonly PowerBiTransport _transport;
    private readonly AccessTokenSource _tokens;

    /// <param name="http">Without a base address; its own timeout should exceed <see cref="PowerBiClientOptions.RequestTimeout"/>.</param>
    /// <param name="connection">Where and as whom.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="time">Null takes the system's clock.</param>
    /// <param name="random">Spreads the waits between tries.</param>
    public PowerBiClient(HttpClient http, PowerBiConnection connection, PowerBiClientOptions? options = null, TimeProvider? time = null, Random? random = null)
    {
        _connection = connection;
        _options = options ?? new PowerBiClientOptions();
        _time = time ?? TimeProvider.System;
        _transport = new PowerBiTransport(http, connection, _options, _time, random ?? Random.Shared);
        _tokens = new AccessTokenSource(_transport, connection, _options, _time);
    }

    /// <summary>
    /// Starts a refresh. There is no idempotency key, so after a lost answer the history decides whether it began: the newest entry
    /// is compared with the one from before the request.
    /// </summary>
    public async Task<StartedRefresh> StartRefreshAsync(Dataset dataset, RefreshRequest request, CancellationToken cancellationToken = default)
    {
        var start = new RefreshStart(this, dataset, request, await NewestAsync(dataset, cancellationToken), _options, _time);
        return await _transport.RetryAsync(() => start.TryAsync(cancellationToken), RefreshStart.MayTryAgain, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<RefreshEntry>> ListRefreshesAsync(Dataset dataset, int top, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return await ReadAsync<HistoryAnswer, IReadOnlyList<RefreshEntry>>($"{dataset.RefreshesPath}?$top={top}", static (answer, _) => answer.Value ?? [], cancellationToken);
    }

    /// <summary>Reads an enhanced refresh by its id, a classic one from the history.</summary>
    public async Task<RefreshState> GetRefreshAsync(RefreshHandle refresh, CancellationToken cancellationToken = default)
    {
        if (refresh.Enhanced)
        {
            var path = $"{refresh.Dataset.RefreshesPath}/{Uri.EscapeDataString(refresh.RefreshId)}";
            return await ReadAsync<DetailAnswer, RefreshState>(path, (answer, status) => answer.ToState(refresh, status == HttpStatusCode.Accepted), cancellationToken);
        }
        var history = await ListRefreshesAsync(refresh.Dataset, 60, cancellationToken);
        var entry = history.FirstOrDefault(entry => entry.RequestId == refresh.RefreshId);
        return entry?.ToState(refresh.Dataset) ?? throw new PowerBiException("RefreshNotFound", HttpStatusCode.NotFound, "the history does not hold the refresh");
    }

    /// <summary>Cancels an enhanced refresh; it ends as Cancelled some time later.</summary>
    public async Task CancelRefreshAsync(RefreshHandle refresh, CancellationToken cancellationToken = default)
    {
        if (!refresh.Enhanced) throw new PowerBiException("NotSupported", null, "only an enhanced refresh can be cancelled");
        var path = $"{refresh.Dataset.RefreshesPath}/{Uri.EscapeDataString(refresh.RefreshId)}";
        await _transport.RetryAsync(async () =>
        {
            using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
            return true;
        }, static exception => exception.IsTransient, cancellationToken);
    }

    /// <summary>Follows a refresh to its end, which may be a failure: see <see cref="RefreshState.Succeeded"/>.</summary>
    /// <param name="refresh">The refresh to follow.</param>
    /// <param name="pollInterval">The longest wait between looks; the first ones are shorter.</param>
    /// <param name="cancellationToken">Stops following, not the refresh.</param>
    public async Task<RefreshState> FollowAsync(RefreshHandle refresh, TimeSpan pollInterval, CancellationToken cancellationToken = default)
    {
        for (var wait = FirstPoll; ; wait *= 2)
        {
            var state = await GetRefreshAsync(refresh, cancellationToken);
            if (!state.IsRunning) return state;
            if (wait > pollInterval) wait = pollInterval;
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    public void Dispose() => _tokens.Dispose();

    /// <returns>Null for a dataset that was never refreshed.</returns>
    internal async Task<RefreshEntry?> NewestAsync(Dataset dataset, CancellationToken cancellationToken) =>
        await ListRefreshesAsync(dataset, 1, cancellationToken) is [var newest, ..] ? newest : null;

    /// <summary>Asks once for a refresh.</summary>
    /// <returns>Null when the answer does not name it.</returns>
    internal async Task<RefreshHandle?> PostRefreshAsync(Dataset dataset, RefreshRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, dataset.RefreshesPath, request, cancellationToken);
        return IdOf(response, request.IsEnhanced) is { } id ? new RefreshHandle(dataset, id, request.IsEnhanced) : null;
    }

    /// <summary>The Location of an enhanced refresh ends with its id; a classic one is named by the request id in the history.</summary>
    private static string? IdOf(HttpResponseMessage response, bool enhanced)
    {
        if (enhanced && response.Headers.Location is { } location) return location.OriginalString.TrimEnd('/').Split('/')[^1];
        return Header("x-ms-request-id") ?? Header("RequestId");

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    private Task<TResult> ReadAsync<TAnswer, TResult>(string path, Func<TAnswer, HttpStatusCode, TResult> select, CancellationToken cancellationToken) =>
        _transport.RetryAsync(async () =>
        {
            using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
            return select(await PowerBiTransport.ReadAsync<TAnswer>(response, cancellationToken), response.StatusCode);
        }, static exception => exception.IsTransient, cancellationToken);

    /// <summary>A token can be revoked before its end: after a 401 it is renewed once.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RefreshRequest? body, CancellationToken cancellationToken)
    {
        var token = await _tokens.GetAsync(null, cancellationToken);
        try
        {
            return await SendAsync(method, path, body, token, cancellationToken);
        }
        catch (PowerBiException exception) when (exception.Status == HttpStatusCode.Unauthorized)
        {
            token = await _tokens.GetAsync(token, cancellationToken);
            return await SendAsync(method, path, body, token, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RefreshRequest? body, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{_connection.ApiUrl.AbsoluteUri.TrimEnd('/')}/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body, options: PowerBiJson.Options);
        return await _transport.SendAsync(request, cancellationToken);
    }
}
