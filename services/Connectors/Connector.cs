using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors;

/// <summary>
/// A declarative manifest, compiled: templates parsed, references resolved, every component known. Immutable; any number of reads may
/// use it at once.
/// </summary>
public sealed class Connector
{
    private readonly IReadOnlyList<string> _checkStreams;

    private Connector(ConnectorDefinition definition, TimeProvider time)
    {
        Specification = definition.Specification;
        Streams = [.. definition.Streams.Select(s => new ConnectorStream(s, definition, time))];
        _checkStreams = definition.CheckStreams;
    }

    public IReadOnlyList<ConnectorStream> Streams { get; }

    /// <summary>The JSON schema of the config; null when the manifest declares none.</summary>
    public JsonObject? Specification { get; }

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
            var resolved = new ReferenceResolver(document, errors).Resolve();
            foreach (var unused in new[] { "definitions", "schemas", "metadata" }) resolved.Remove(unused);
            TypePropagation.Apply(resolved, "", []);
            var definition = ConnectorDefinition.Compile(new Component(resolved, "", errors, time, folder));
            errors.ThrowIfAny();
            return new Connector(definition, time);
        }

        errors.Add("", "the manifest must be a mapping");
        errors.ThrowIfAny();
        throw new InvalidOperationException();
    }

    /// <summary>Tries to read one record of every stream that the manifest names for this.</summary>
    public async Task<CheckResult> CheckAsync(JsonObject config, HttpClient http, CancellationToken cancellationToken, ReadLimits? limits = null)
    {
        try
        {
            var request = new ReadRequest(config, null) { Limits = limits ?? ReadLimits.Default };
            foreach (var stream in Streams.Where(s => _checkStreams.Contains(s.Name)))
                await stream.ReadAsync(request, NullSink.Instance, http, stopAfter: 1, cancellationToken);
            return new(true, null);
        }
        catch (ConnectorException e)
        {
            return new(false, e.Message);
        }
    }

    private sealed class NullSink : IRecordSink
    {
        public static NullSink Instance { get; } = new();

        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
