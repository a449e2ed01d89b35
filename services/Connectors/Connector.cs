using System.Text.Json.Nodes;
using ControlPlane.Connectors.Checks;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Specification;

namespace ControlPlane.Connectors;

/// <summary>
/// A declarative manifest, compiled: templates parsed, references resolved, every component known. Immutable; any number of reads may
/// use it at once.
/// </summary>
public sealed class Connector
{
    private readonly ConnectorDefinition _definition;
    private readonly TimeProvider _time;

    private Connector(ConnectorDefinition definition, TimeProvider time)
    {
        _definition = definition;
        _time = time;
        Streams = [.. definition.Streams.SelectMany(e => e.Streams).DistinctBy(s => s.Name).Select(s => new ConnectorStream(s, definition, time))];
    }

    /// <summary>
    /// The streams that the manifest itself names, those included that are there only for some configs. Which streams a config has,
    /// dynamic ones too, <see cref="OpenAsync"/> tells.
    /// </summary>
    public IReadOnlyList<ConnectorStream> Streams { get; }

    /// <summary>Null when the manifest declares none.</summary>
    public ConnectorSpecification? Specification => _definition.Spec?.Specification;

    /// <summary>What is odd about the manifest but no error.</summary>
    public IReadOnlyList<string> Warnings => _definition.Warnings;

    /// <param name="yaml">The manifest, YAML or JSON.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="time">The clock of templates, windows and waits.</param>
    /// <param name="folder">Where the manifest lies, for the schema files beside it; null when there are none.</param>
    /// <exception cref="ManifestException">The manifest cannot be used; holds every error.</exception>
    public static Connector Load(string yaml, string file, TimeProvider time, string? folder = null)
    {
        var errors = new ManifestErrors(file);
        if (ManifestYaml.Read(yaml, errors) is JsonObject document)
        {
            document.TryAdd("type", "DeclarativeSource");
            var resolved = new ReferenceResolver(document, errors).Resolve();
            foreach (var unused in new[] { "definitions", "schemas", "metadata" }) resolved.Remove(unused);
            if (!TypePropagation.Apply(resolved, errors)) errors.ThrowIfAny();
            var definition = ConnectorDefinition.Compile(new Component(resolved, "", errors, time, folder), file);
            errors.ThrowIfAny();
            return new Connector(definition, time);
        }

        errors.Add("", "the manifest must be a mapping");
        errors.ThrowIfAny();
        throw new InvalidOperationException();
    }

    /// <summary>Brings a config into the shape that this version of the manifest reads with.</summary>
    public PreparedConfig Prepare(JsonObject config) => _definition.Spec?.Prepare(config) ?? new(config, null);

    /// <summary>Where a prepared config does not follow the spec; empty when it does.</summary>
    public IReadOnlyList<SchemaProblem> Validate(JsonObject config) => ConfiguredConnector.Problems(_definition, config);

    /// <summary>The streams of a config as far as the manifest and the config tell them: dynamic ones too, but for those that the source must be asked for.</summary>
    /// <exception cref="ConnectorException">The config makes no stream of the manifest's template.</exception>
    public IReadOnlyList<ConnectorStream> StreamsOf(JsonObject config) => _definition.DynamicStreams.Count == 0
        ? Streams
        : [.. Streams, .. ConfiguredConnector.FromConfig(_definition, Prepare(config).Config, _time).Select(s => new ConnectorStream(s, _definition, _time))];

    /// <summary>Prepares and checks a config, and finds out which streams it has; dynamic ones may be asked for at the source.</summary>
    /// <param name="runtime">What the streams' reads shall share; a new one unless given.</param>
    /// <exception cref="ConnectorException">The config cannot be used, or the source does not tell its streams.</exception>
    public Task<ConfiguredConnector> OpenAsync(
        JsonObject config, HttpClient http, CancellationToken cancellationToken, ReadLimits? limits = null, ConnectorRuntime? runtime = null) =>
        ConfiguredConnector.OpenAsync(_definition, Prepare(config), overrides: null, limits ?? ReadLimits.Default, runtime ?? new(), http, _time, cancellationToken);

    /// <summary>Tries to read one record of every stream that the manifest names for this.</summary>
    public async Task<CheckResult> CheckAsync(JsonObject config, HttpClient http, CancellationToken cancellationToken, ReadLimits? limits = null, ConnectorRuntime? runtime = null)
    {
        try
        {
            using var connector = await ConfiguredConnector.OpenAsync(
                _definition, Prepare(config), _definition.Check?.Overrides, limits ?? ReadLimits.Default, runtime ?? new(), http, _time, cancellationToken);
            return await new ConnectionCheck(_definition.Check!, connector, http, limits ?? ReadLimits.Default).RunAsync(cancellationToken);
        }
        catch (ConnectorException e)
        {
            return new(false, SecretRedactor.For(config, _definition.ConnectionSpecification).Redact(e.Message));
        }
    }
}
