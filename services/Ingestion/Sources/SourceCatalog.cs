using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Requests;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace ControlPlane.Ingestion.Sources;

/// <summary>The streams that sources have, read by the manifests of their blueprint. A manifest is compiled again when its file has changed.</summary>
internal sealed class SourceCatalog(IOptions<ControlPlaneOptions> shared, IOptions<IngestionOptions> options, ISecretStore secrets, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, (DateTime Modified, Connector Connector)> _connectors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(TenantId Tenant, string Place, LandedFileOptions How), LandedIntake> _intakes = new();
    private readonly LandingBounds _bounds = new(shared.Value.Lake, options.Value.LandingFolder);

    // Tokens and API budgets belong to a credential, and no credential to two tenants.
    private readonly ConcurrentDictionary<TenantId, ConnectorRuntime> _runtimes = new();
    private readonly HttpClient _http = new(ReadLimits.Default.CreateHandler(Egress.Parse(options.Value.PrivateSources))) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The streams that a sync of the source reads, in order.</summary>
    /// <exception cref="Fault">The manifest is missing, or has no such stream.</exception>
    /// <exception cref="ManifestException">The manifest cannot be used.</exception>
    public IReadOnlyList<string> Streams(TenantSpec spec, SourceSpec source)
    {
        if (source.Streams.Count > 0) return source.Streams;
        return Manifest(source) is not { } manifest
            ? throw new Fault(FaultKind.Rejected, "NoStreams", "A source of landed files or pushed records must name its streams or a contract.")
            : [.. Load(spec, manifest).StreamsOf(SourceConfig.Declared(source)).Select(stream => stream.Name)];
    }

    /// <inheritdoc cref="Streams"/>
    public ISourceStream Open(TenantId tenant, TenantSpec spec, SourceSpec source, string stream, SecretRedactor? redactor = null, ReadWindow? window = null) => source.Connector switch
    {
        SourceSpec.LandedFiles => new LandedFilesSource(
            tenant, stream, Streams(spec, source).Count == 1, LandedFileOptions.Default with { SettleTime = options.Value.SettleTime }, _bounds,
            (place, how) => _intakes.GetOrAdd((tenant, place, how), key => new LandedIntake(key.How, time)), time),
        SourceSpec.Push => new PushSource(),
        _ => new ConnectorSource(config => Find(spec, source.Connector, config, stream), _runtimes.GetOrAdd(tenant, one => new ConnectorRuntime(new SecretTokenStore(secrets, one))), window, redactor, _http),
    };

    /// <summary>How a stream is read; null when no manifest does.</summary>
    /// <inheritdoc cref="Streams"/>
    public ConnectorStream? Reader(TenantSpec spec, SourceSpec source, string stream) =>
        source.Connector is SourceSpec.LandedFiles or SourceSpec.Push ? null : Find(spec, source.Connector, SourceConfig.Declared(source), stream);

    /// <summary>What the rows of a stream must look like; anything when nothing is declared.</summary>
    /// <inheritdoc cref="Streams"/>
    public RowContract Contract(TenantSpec spec, SourceSpec source, string stream) =>
        Declared(spec, source, stream) is { } declared ? RowContract.Compile(declared.Schema) : RowContract.Anything;

    /// <summary>The columns that are declared for a stream.</summary>
    /// <inheritdoc cref="Streams"/>
    public IReadOnlyList<SchemaColumn> Columns(TenantSpec spec, SourceSpec source, string stream) => DeclaredColumns.Of(Declared(spec, source, stream)?.Schema);

    /// <summary>How a stream is synced.</summary>
    /// <inheritdoc cref="Streams"/>
    public SyncSettings Settings(TenantSpec spec, SourceSpec source, string stream)
    {
        // Who reads the records says how they can be read; of landed files and pushed records only the contract knows anything.
        var read = Reader(spec, source, stream);
        var key = (read ?? Declared(spec, source, stream))?.PrimaryKey ?? [];
        var settings = SyncSettings.For(source, stream, key, read?.CursorField, keepsState: read is null or { IsReadConditionally: true, CursorField: null });
        return settings is { Mode: SyncMode.IncrementalDeduped, PrimaryKey.Count: 0 }
            ? throw new Fault(FaultKind.Rejected, "NoPrimaryKey", $"Stream '{stream}' is to be deduplicated but has no primary key: set primaryKey, or another syncMode.")
            : settings;
    }

    public void Dispose() => _http.Dispose();

    private static string? Manifest(SourceSpec source) => source.Connector is SourceSpec.LandedFiles or SourceSpec.Push ? source.Contract : source.Connector;

    /// <summary>The stream of the manifest that says what the records are like; null when none does.</summary>
    private ConnectorStream? Declared(TenantSpec spec, SourceSpec source, string stream) => (source.Contract ?? Manifest(source)) is { } manifest ? Find(spec, manifest, SourceConfig.Declared(source), stream) : null;

    private ConnectorStream Find(TenantSpec spec, string connector, JsonObject config, string stream) =>
        Load(spec, connector).StreamsOf(config).FirstOrDefault(one => one.Name == stream)
        ?? throw new Fault(FaultKind.Rejected, "UnknownStream", $"Connector '{connector}' of blueprint '{spec.Blueprint}' has no stream '{stream}'.");

    private Connector Load(TenantSpec spec, string connector)
    {
        if (new[] { spec.Blueprint, connector }.Any(name => name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal) || name.StartsWith('.')))
            throw new Fault(FaultKind.Rejected, "UnknownConnector", $"'{connector}' of '{spec.Blueprint}' cannot be the name of a connector.");
        var folder = shared.Value.ConnectorFolders(spec.Blueprint).FirstOrDefault(one => File.Exists(Path.Combine(one, $"{connector}.yaml")))
            ?? throw new Fault(FaultKind.Rejected, "UnknownConnector", $"There is no connector {spec.Blueprint}/connectors/{connector}.yaml, and none of this name for all blueprints.");
        var path = Path.Combine(folder, $"{connector}.yaml");
        var modified = File.GetLastWriteTimeUtc(path);
        if (_connectors.TryGetValue(path, out var known) && known.Modified == modified) return known.Connector;
        var loaded = Connector.Load(File.ReadAllText(path), $"connectors/{connector}.yaml", time, folder);
        _connectors[path] = (modified, loaded);
        return loaded;
    }
}
