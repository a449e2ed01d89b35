using System.Collections.Concurrent;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Testing;

namespace ControlPlane.Lineage.Tests.OpenLineage;

public sealed class OpenLineageTransportTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<LostEvent> _lost = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Events_arrive_in_order_with_the_key()
    {
        await using var server = await TestSource.StartAsync(_ => "");
        await using (var transport = New(server.Url))
        {
            foreach (var state in (RunState[])[RunState.Start, RunState.Running, RunState.Complete]) transport.Send(Events.Full(state));
        }

        server.Requests.Select(r => $"{r.Method} {r.Path} {r.Headers["Authorization"]} {r.Headers["Content-Type"]}").Distinct().ShouldBe(["POST /api/v1/lineage Bearer k-1 application/json"]);
        server.Requests.Select(r => r.Body[..30]).ShouldBe(["{\"eventType\":\"START\",\"eventTim", "{\"eventType\":\"RUNNING\",\"eventT", "{\"eventType\":\"COMPLETE\",\"event"]);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_server_that_is_busy_or_fails_is_asked_again(int status)
    {
        await using var server = await TestSource.StartAsync((context, _, count) =>
        {
            context.Response.StatusCode = count < 3 ? status : 201;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        await using var transport = New(server.Url);
        transport.Send(Events.Bare(RunState.Start));
        await Eventually.TrueAsync("the event has arrived", () => Task.FromResult(transport.Sent == 1));
        server.Requests.Count.ShouldBe(3);
        server.Requests.Select(r => r.Body).Distinct().Count().ShouldBe(1);
        transport.Lost.ShouldBe(0);
    }

    [Fact]
    public async Task An_event_that_the_server_refuses_is_lost_at_once_and_the_next_is_sent()
    {
        await using var server = await TestSource.StartAsync((context, _, count) =>
        {
            context.Response.StatusCode = count == 1 ? 422 : 201;
            return Task.CompletedTask;
        });
        await using var transport = New(server.Url);
        var refused = Events.Bare(RunState.Start);
        transport.Send(refused);
        transport.Send(Events.Bare(RunState.Complete));
        await Eventually.TrueAsync("the second event has arrived", () => Task.FromResult(transport.Sent == 1));
        _lost.ShouldBe([new LostEvent(refused.Run.Id, RunState.Start, "the endpoint answered 422")]);
        transport.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_stays_away_costs_the_event_after_all_attempts_and_never_the_run()
    {
        var server = await TestSource.StartAsync(_ => "");
        var url = server.Url;
        await server.DisposeAsync();
        await using var transport = New(url);
        transport.Send(Events.Bare(RunState.Start));
        await Eventually.TrueAsync("the event is lost", () => Task.FromResult(transport.Lost == 1));
        _lost.Single().Reason.ShouldBe("the endpoint cannot be reached: ConnectionError, 3 times");
    }

    [Fact]
    public async Task A_full_queue_loses_events_without_waiting_and_counts_them()
    {
        var gate = new TaskCompletionSource();
        await using var server = await TestSource.StartAsync((_, _, _) => gate.Task);
        await using var transport = New(server.Url, capacity: 2);
        transport.Send(Events.Bare(RunState.Start));
        await Eventually.TrueAsync("the server is asked", () => Task.FromResult(server.Requests.Count == 1));
        for (var i = 0; i < 5; i++) transport.Send(Events.Bare(RunState.Running));
        transport.Lost.ShouldBe(3);
        _lost.ShouldAllBe(l => l.Reason == "2 events wait already");
        gate.SetResult();
        await Eventually.TrueAsync("what waited has arrived", () => Task.FromResult(transport.Sent == 3));
    }

    [Fact]
    public async Task What_cannot_be_sent_before_the_end_is_lost_and_told()
    {
        var gate = new TaskCompletionSource();
        await using var server = await TestSource.StartAsync((_, _, _) => gate.Task);
        var transport = New(server.Url, drain: TimeSpan.FromMilliseconds(50));
        transport.Send(Events.Bare(RunState.Start));
        transport.Send(Events.Bare(RunState.Complete));
        await Eventually.TrueAsync("the server is asked", () => Task.FromResult(server.Requests.Count == 1));
        await transport.DisposeAsync();
        transport.Send(Events.Bare(RunState.Fail));
        gate.SetResult();
        _lost.Select(l => $"{l.State}: {l.Reason}").ShouldBe([
            "Start: the transport was closed before it was sent", "Complete: the transport was closed before it was sent", "Fail: the transport is closed",
        ]);
    }

    [Fact]
    public async Task The_key_is_in_no_reason()
    {
        await using var server = await TestSource.StartAsync((context, request, _) =>
        {
            context.Response.StatusCode = 401;
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request.Headers["Authorization"])).AsTask();
        });
        await using var transport = New(server.Url);
        transport.Send(Events.Bare(RunState.Start));
        await Eventually.TrueAsync("the event is lost", () => Task.FromResult(transport.Lost == 1));
        _lost.Single().Reason.ShouldNotContain("k-1");
    }

    [Fact]
    public async Task A_key_that_is_looked_up_is_waited_for_and_one_that_cannot_be_sent_is_in_no_reason()
    {
        await using var server = await TestSource.StartAsync(_ => "");
        var asked = 0;
        await using (var transport = new OpenLineageTransport(_http, Options(server.Url) with { FindApiKey = _ => asked++ == 0 ? throw new InvalidOperationException("not yet") : Task.FromResult<string?>("k-2") }, TimeProvider.System, _lost.Enqueue))
        {
            transport.Send(Events.Bare(RunState.Start));
            transport.Send(Events.Bare(RunState.Complete));
            await Eventually.TrueAsync("both have arrived", () => Task.FromResult(transport.Sent == 2));
        }
        asked.ShouldBe(2);
        server.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer k-2");

        await using var broken = new OpenLineageTransport(_http, Options(server.Url) with { FindApiKey = _ => Task.FromResult<string?>("k-3\nx") }, TimeProvider.System, _lost.Enqueue);
        broken.Send(Events.Bare(RunState.Start));
        await Eventually.TrueAsync("the event is lost", () => Task.FromResult(broken.Lost == 1));
        _lost.Single().Reason.ShouldBe("the key cannot be sent: it holds characters that no header can, 3 times");
    }

    private static OpenLineageTransportOptions Options(string url) => new(new Uri(url)) { Attempts = 3, FirstDelay = TimeSpan.FromMilliseconds(1) };

    private OpenLineageTransport New(string url, int capacity = 100, TimeSpan? drain = null) => new(
        _http,
        new OpenLineageTransportOptions(new Uri(url)) { ApiKey = "k-1", Attempts = 3, FirstDelay = TimeSpan.FromMilliseconds(1), QueueCapacity = capacity, DrainTimeout = drain ?? TimeSpan.FromSeconds(20) },
        TimeProvider.System, _lost.Enqueue);
}
