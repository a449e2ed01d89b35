using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace ControlPlane.Lineage.OpenLineage;

/// <summary>
/// Sends events to an endpoint in the order in which they happened, beside the run: <see cref="Send"/> neither waits nor fails. What cannot be
/// delivered is counted and told.
/// </summary>
public sealed class OpenLineageTransport : IAsyncDisposable
{
    /// <summary>The meter of events sent and lost.</summary>
    public const string MeterName = "ControlPlane.Lineage";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> SentEvents = Meter.CreateCounter<long>("openlineage.events.sent", "{event}");
    private static readonly Counter<long> LostEvents = Meter.CreateCounter<long>("openlineage.events.lost", "{event}");

    private readonly HttpClient _http;
    private readonly OpenLineageTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<LostEvent>? _onLost;
    private readonly RunEventWriter _writer;
    private readonly Channel<RunEvent> _queue;
    private readonly Uri _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private AuthenticationHeaderValue? _authorization;
    private bool _isAuthorized;
    private long _sent;
    private long _lost;

    /// <param name="onLost">Called on another thread; must not throw.</param>
    public OpenLineageTransport(HttpClient http, OpenLineageTransportOptions options, TimeProvider time, Action<LostEvent>? onLost = null)
    {
        (_http, _options, _time, _onLost) = (http, options, time, onLost);
        _writer = new RunEventWriter(options.Producer);
        _address = new Uri($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/api/v1/lineage");
        _queue = Channel.CreateBounded<RunEvent>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _work = Task.Run(WorkAsync);
    }

    public long Sent => Interlocked.Read(ref _sent);

    public long Lost => Interlocked.Read(ref _lost);

    public void Send(RunEvent happened)
    {
        if (!_queue.Writer.TryWrite(happened)) Lose(happened, _queue.Reader.Completion.IsCompleted || _stop.IsCancellationRequested ? "the transport is closed" : $"{_options.QueueCapacity} events wait already");
    }

    private async Task WorkAsync()
    {
        await foreach (var happened in _queue.Reader.ReadAllAsync())
        {
            var failure = _stop.IsCancellationRequested ? "the transport was closed before it was sent" : await DeliverAsync(happened);
            if (failure is null)
            {
                Interlocked.Increment(ref _sent);
                SentEvents.Add(1);
            }
            else
            {
                Lose(happened, failure);
            }
        }
    }

    /// <returns>Null when it arrived, else why it did not.</returns>
    private async Task<string?> DeliverAsync(RunEvent happened)
    {
        byte[] body;
        try
        {
            body = _writer.Write(happened);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return $"it cannot be written: {error.Message}";
        }

        var delay = _options.FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            var (failure, wait) = await PostAsync(body);
            if (failure is null || wait is null) return failure;
            if (attempt >= _options.Attempts) return $"{failure}, {attempt} times";
            var longer = wait.Value > delay ? wait.Value : delay;
            try
            {
                await Task.Delay(longer < _options.LongestDelay ? longer : _options.LongestDelay, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return failure;
            }

            delay *= 2;
        }
    }

    /// <returns>What failed, and how long the server wants to be left alone; null for the latter where another attempt is pointless.</returns>
    private async Task<(string? Failure, TimeSpan? Wait)> PostAsync(byte[] body)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            if (await FindKeyAsync(either.Token) is { } refusal) return (refusal, TimeSpan.Zero);
            request.Headers.Authorization = _authorization;
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode) return (null, null);
            var failure = $"the endpoint answered {(int)response.StatusCode}";
            return response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
                ? (failure, RetryAfter(response))
                : (failure, null);
        }
        catch (OperationCanceledException)
        {
            return _stop.IsCancellationRequested ? ("the transport was closed before it was sent", null) : ($"the endpoint did not answer in {_options.RequestTimeout.TotalSeconds} s", TimeSpan.Zero);
        }
        catch (HttpRequestException error)
        {
            return ($"the endpoint cannot be reached: {error.HttpRequestError}", TimeSpan.Zero);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or NotSupportedException)
        {
            return ($"it cannot be sent: {error.GetType().Name}", null);
        }
    }

    /// <returns>Null when it is known whether there is a key, else why it is not.</returns>
    private async Task<string?> FindKeyAsync(CancellationToken cancellationToken)
    {
        if (_isAuthorized) return null;
        try
        {
            var key = _options.ApiKey ?? (_options.FindApiKey is { } find ? await find(cancellationToken) : null);
            (_authorization, _isAuthorized) = (key is null ? null : new AuthenticationHeaderValue("Bearer", key), true);
            return null;
        }
        catch (FormatException)
        {
            return "the key cannot be sent: it holds characters that no header can";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return $"the key cannot be read: {error.Message}";
        }
    }

    private TimeSpan RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };

    private void Lose(RunEvent happened, string reason)
    {
        Interlocked.Increment(ref _lost);
        LostEvents.Add(1);
        _onLost?.Invoke(new(happened.Run.Id, happened.State, reason));
    }

    /// <summary>Sends what still waits, for as long as the options allow.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (await Task.WhenAny(_work, Task.Delay(_options.DrainTimeout, _time)) != _work) await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}
