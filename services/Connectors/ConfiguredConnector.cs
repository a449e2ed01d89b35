using System.Text.Json.Nodes;
using ControlPlane.Connectors.Checks;
using ControlPlane.Connectors.Dynamic;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.Specification;

namespace ControlPlane.Connectors;

/// <summary>A connector with a config: now it is known which streams there are.</summary>
public sealed class ConfiguredConnector : IDisposable
{
    private static readonly string[] TestSettings = ["_limit", "_page_size"];

    private ConfiguredConnector(PreparedConfig config, int concurrency, ConnectorRuntime runtime) => (Config, MigratedConfig, Concurrency, Runtime) = (config.Config, config.Migrated, concurrency, runtime);

    /// <summary>What the streams are to be read with: migrated, with what the manifest derives from it.</summary>
    public JsonObject Config { get; }

    /// <summary>The config to keep from now on instead of the one given; null when it needed no migration.</summary>
    public JsonObject? MigratedConfig { get; }

    /// <summary>How many slices the manifest allows to be read at once.</summary>
    public int Concurrency { get; }

    /// <summary>What the reads of the streams share.</summary>
    public ConnectorRuntime Runtime { get; }

    /// <summary>Responses that the streams share: a parent of several is asked for once.</summary>
    public ResponseCache Cache { get; } = new();

    public IReadOnlyList<ConnectorStream> Streams { get; private set; } = [];

    /// <summary>The streams that each dynamic definition gave.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<ConnectorStream>> Dynamic { get; private set; } = new Dictionary<string, IReadOnlyList<ConnectorStream>>();

    /// <summary>A read of one of the streams, with all that they share.</summary>
    /// <param name="state">What the last successful read returned; null for a first or full read.</param>
    public ReadRequest Request(JsonObject? state) => new(Config, state) { Runtime = Runtime, Cache = Cache };

    public void Dispose() => Cache.Dispose();

    /// <summary>The field that a stream is read by incrementally; null for a stream that is always read whole.</summary>
    public string? CursorField(ConnectorStream stream) => stream.RenderCursorField(Scope.ForConfig(Config));

    /// <summary>The schema that a stream declares or has the source describe; without one, what its first records look like.</summary>
    /// <exception cref="ConnectorException">There is none, and the records cannot be read.</exception>
    public async Task<JsonObject> DiscoverSchemaAsync(ConnectorStream stream, HttpClient http, CancellationToken cancellationToken, ReadLimits? limits = null)
    {
        var request = Request(null) with { Limits = limits ?? ReadLimits.Default };
        if (await stream.LoadSchemaAsync(request, http, cancellationToken) is { Count: > 0 } known) return known;
        var sample = new SchemaSample();
        await stream.ReadAsync(request, sample, http, SchemaSample.Records, cancellationToken);
        return sample.Schema;
    }

    internal static IReadOnlyList<SchemaProblem> Problems(ConnectorDefinition definition, JsonObject config)
    {
        if (definition.ConnectionSpecification is not { } schema) return [];
        var checkedConfig = config.DeepClone().AsObject();
        foreach (var setting in TestSettings) checkedConfig.Remove(setting);
        return JsonSchemaCheck.Find(checkedConfig, schema);
    }

    /// <summary>The dynamic streams that a prepared config tells by itself.</summary>
    internal static List<StreamDefinition> FromConfig(ConnectorDefinition definition, JsonObject config, TimeProvider time)
    {
        // These resolvers ask nobody.
        using var http = new HttpClient();
        using var connector = new ConfiguredConnector(new(config, null), ConcurrencyLevel.Default, new());
        var context = Context(definition, config, ReadLimits.Default, http, time, SecretRedactor.For(config, definition.ConnectionSpecification), connector);
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. definition.DynamicStreams.Where(d => d.Resolver.IsFromConfig).SelectMany(d => d.ResolveAsync(context with { StreamName = d.Name }, definition.File, names, CancellationToken.None).ToBlockingEnumerable())];
    }

    internal static async Task<ConfiguredConnector> OpenAsync(
        ConnectorDefinition definition, PreparedConfig prepared, JsonObject? overrides, ReadLimits limits, ConnectorRuntime runtime, HttpClient http, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var redactor = SecretRedactor.For(prepared.Config, definition.ConnectionSpecification);
        ConfiguredConnector? connector = null;
        var isOpen = false;
        try
        {
            if (Problems(definition, prepared.Config) is { Count: > 0 } problems)
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"Config validation error: {string.Join("; ", problems)}");
            definition.Spec?.Validate(prepared.Config);
            var config = prepared.Config.DeepClone().AsObject();
            foreach (var (name, value) in overrides ?? []) config[name] = value?.DeepClone();
            if (overrides is not null) redactor = SecretRedactor.For(config, definition.ConnectionSpecification);

            var scope = Scope.ForConfig(config);
            connector = new ConfiguredConnector(prepared with { Config = config }, definition.Concurrency?.Resolve(scope) ?? ConcurrencyLevel.Default, runtime);
            var streams = definition.Streams.Where(e => e.Holds(scope)).SelectMany(e => e.Streams).Select(s => new ConnectorStream(s, definition, time, isPrepared: true)).ToList();
            var context = Context(definition, config, limits, http, time, redactor, connector);
            var dynamic = new Dictionary<string, IReadOnlyList<ConnectorStream>>(StringComparer.Ordinal);
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var declared in definition.DynamicStreams)
            {
                var generated = new List<ConnectorStream>();
                await foreach (var stream in declared.ResolveAsync(context with { StreamName = declared.Name }, definition.File, names, cancellationToken))
                    generated.Add(new ConnectorStream(stream, definition, time, isPrepared: true));
                dynamic[declared.Name] = generated;
                streams.AddRange(generated);
            }

            connector.Streams = streams;
            connector.Dynamic = dynamic;
            isOpen = true;
            return connector;
        }
        catch (ConnectorException e)
        {
            var clean = redactor.Redact(e);
            if (ReferenceEquals(clean, e)) throw;
            throw clean;
        }
        finally
        {
            if (!isOpen) connector?.Dispose();
        }
    }

    private static ReadContext Context(
        ConnectorDefinition definition, JsonObject config, ReadLimits limits, HttpClient http, TimeProvider time, SecretRedactor redactor, ConfiguredConnector connector) => new()
    {
        StreamName = "",
        Scope = Scope.ForConfig(config).WithSlice(StreamSlice.Whole).WithPageToken(null),
        Http = http,
        Limits = limits,
        Time = time,
        Redactor = redactor,
        Runtime = connector.Runtime,
        Budget = definition.Budget,
        Cache = connector.Cache,
    };
}
