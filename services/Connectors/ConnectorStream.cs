using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors;

/// <summary>One stream of a connector.</summary>
public sealed class ConnectorStream
{
    private readonly StreamDefinition _definition;
    private readonly ConnectorDefinition _connector;
    private readonly TimeProvider _time;
    private readonly bool _isPrepared;

    /// <param name="isPrepared">Its reads are given a config that is prepared already.</param>
    internal ConnectorStream(StreamDefinition definition, ConnectorDefinition connector, TimeProvider time, bool isPrepared = false)
    {
        _isPrepared = isPrepared;
        _definition = definition;
        _connector = connector;
        _time = time;
    }

    public string Name => _definition.Name;

    /// <summary>Paths to the fields that identify a record; empty when it has no key.</summary>
    public IReadOnlyList<IReadOnlyList<string>> PrimaryKey => _definition.PrimaryKey;

    /// <summary>The declared contract of the records, as JSON schema; null when none is declared.</summary>
    public JsonObject? Schema => _definition.Schema;

    /// <summary>The field that the stream is read by incrementally, as the manifest writes it; null for a stream that is always read whole.</summary>
    public string? CursorField => (_definition.Cursor ?? _definition.Delegate?.Incremental.Cursor)?.CursorField.Text;

    /// <summary>The group of streams of which only one may be read at a time; null when the manifest puts it in none.</summary>
    public string? Group => _connector.Groups.GetValueOrDefault(Name);

    /// <summary>Whether the source is asked for what has changed since the last read (<c>x-conditional-requests</c>), so that a state is kept even without a cursor.</summary>
    public bool IsReadConditionally => _definition.ConditionalRequests;

    /// <summary>Where a first read begins; null when the stream is not read by a time, so that no window of it can be read either.</summary>
    /// <exception cref="ConnectorException">The config makes no time of it.</exception>
    public DateTimeOffset? Start(JsonObject config) => _definition.Windowed?.FirstStart(Scope.ForConfig(config), _time.GetUtcNow());

    /// <summary>Reads what is new since <see cref="ReadRequest.State"/> into <paramref name="sink"/>.</summary>
    /// <exception cref="ConnectorException">The read failed; what the sink has taken is to be thrown away.</exception>
    public Task<ReadResult> ReadAsync(ReadRequest request, IRecordSink sink, HttpClient http, CancellationToken cancellationToken) =>
        ReadAsync(request, sink, http, long.MaxValue, cancellationToken);

    internal string? RenderCursorField(Scope scope) => _definition.Cursor?.CursorField.Render(scope);

    /// <summary>The schema that the manifest declares or has the source describe; null when it does neither.</summary>
    /// <exception cref="ConnectorException">The schema cannot be made out.</exception>
    internal async Task<JsonObject?> LoadSchemaAsync(ReadRequest request, HttpClient http, CancellationToken cancellationToken)
    {
        if (_definition.Schema is { Count: > 0 } declared) return declared;
        if (_definition.SchemaLoader is not { } loader) return null;
        var redactor = SecretRedactor.For(request.Config, _connector.ConnectionSpecification);
        using var own = request.Cache is null ? new ResponseCache() : null;
        try
        {
            return await loader.LoadAsync(Context(request, http, redactor, request.Cache ?? own!), cancellationToken);
        }
        catch (ConnectorException e)
        {
            throw redactor.Redact(new ConnectorException(e.Kind, $"stream {Name}: the schema cannot be made out: {e.Message}", e.InnerException) { RetryAfter = e.RetryAfter });
        }
    }

    internal async Task<ReadResult> ReadAsync(ReadRequest request, IRecordSink sink, HttpClient http, long stopAfter, CancellationToken cancellationToken)
    {
        if (!_isPrepared && _connector.Spec is { } spec) request = request with { Config = spec.Prepare(request.Config).Config };
        var redactor = SecretRedactor.For(request.Config, _connector.ConnectionSpecification);
        if (request.Secrets is { } secrets) redactor.Add(secrets);
        try
        {
            foreach (var required in (_connector.ConnectionSpecification?["required"] as JsonArray ?? []).Select(n => n?.ToString() ?? ""))
            {
                if (!request.Config.ContainsKey(required))
                    throw new ConnectorException(ConnectorFaultKind.Configuration, $"stream {Name}: the config lacks '{required}'");
            }

            using var own = request.Cache is null ? new ResponseCache() : null;
            var context = Context(request, http, redactor, request.Cache ?? own!) with { StopAfter = stopAfter };
            using var read = new StreamRead(_definition, context, request.State, sink, request.Checkpoint, request.Window);
            return await read.RunAsync(cancellationToken);
        }
        catch (ConnectorException e)
        {
            var placed = e.Message.StartsWith("stream ", StringComparison.Ordinal)
                ? e
                : new ConnectorException(e.Kind, $"stream {Name}: {e.Message}", e.InnerException) { RetryAfter = e.RetryAfter };
            var clean = redactor.Redact(placed);
            if (ReferenceEquals(clean, e)) throw;
            throw clean;
        }
    }

    private ReadContext Context(ReadRequest request, HttpClient http, SecretRedactor redactor, ResponseCache cache) => new()
    {
        StreamName = Name,
        Scope = Scope.ForConfig(request.Config).WithSlice(StreamSlice.Whole).WithPageToken(null),
        Http = http,
        Limits = request.Limits,
        Time = _time,
        Redactor = redactor,
        Runtime = request.Runtime,
        Budget = _connector.Budget,
        Cache = cache,
        SelectedSchema = request.SelectedSchema,
        AsyncJobs = _connector.AsyncJobLimit(Scope.ForConfig(request.Config)),
        SlicesAtOnce = request.SlicesAtOnce ?? 1,
        CatalogCursorField = request.CursorField,
    };
}
