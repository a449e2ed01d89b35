using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Checks;

/// <summary>Tries the streams of a check one by one, and stops at the first that cannot be read.</summary>
internal sealed class ConnectionCheck(CheckDefinition check, ConfiguredConnector connector, HttpClient http, ReadLimits limits)
{
    private const string StreamNamesInConfig = "__airbyte_check_stream_names";

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (connector.Streams.Count == 0) return Failed("No streams to connect to");
        if (check.FirstStreams is { } count) return await TryAllAsync(connector.Streams.Take(count), "Stream", cancellationToken);

        var streams = new List<ConnectorStream>();
        foreach (var name in Names())
        {
            if (connector.Streams.FirstOrDefault(s => s.Name == name) is not { } stream)
                return Failed($"{name} is not part of the catalog. Expected one of [{string.Join(", ", connector.Streams.Select(s => s.Name))}].");
            streams.Add(stream);
        }

        var result = await TryAllAsync(streams, "Stream", cancellationToken);
        foreach (var (name, wanted) in result.Succeeded ? check.Dynamic : [])
        {
            if (!connector.Dynamic.TryGetValue(name, out var generated)) return Failed($"Dynamic stream {name} is not found in manifest.");
            result = await TryAllAsync(generated.Take(wanted ?? int.MaxValue), "Dynamic Stream", cancellationToken);
            if (!result.Succeeded) break;
        }

        return result;
    }

    private static CheckResult Failed(string message) => new(false, message);

    private IReadOnlyList<string> Names() => connector.Config[StreamNamesInConfig] switch
    {
        null or JsonArray { Count: 0 } => check.StreamNames,
        JsonArray names when names.All(n => n?.GetValueKind() == System.Text.Json.JsonValueKind.String) => [.. names.Select(n => n!.ToString())],
        _ => throw new ConnectorException(ConnectorFaultKind.Configuration, $"{StreamNamesInConfig} must be a list of strings."),
    };

    private async Task<CheckResult> TryAllAsync(IEnumerable<ConnectorStream> streams, string what, CancellationToken cancellationToken)
    {
        foreach (var stream in streams)
        {
            try
            {
                var request = new ReadRequest(connector.Config, null) { Limits = limits, Runtime = connector.Runtime };
                await stream.ReadAsync(request, NullSink.Instance, http, stopAfter: 1, cancellationToken);
            }
            catch (ConnectorException e)
            {
                return Failed($"{what} {stream.Name} is not available: {e.Message}");
            }
        }

        return new(true, null);
    }

    private sealed class NullSink : IRecordSink
    {
        public static NullSink Instance { get; } = new();

        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
