using System.Text.Json.Nodes;
using ControlPlane.Cli.Protocol;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Connectors;

/// <summary>Reads one stream after the other. A stream that fails ends none of the others.</summary>
internal sealed class SourceRead(ConnectorSession session, ConfiguredConnector connector, IReadOnlyDictionary<string, JsonObject> states)
{
    private readonly List<string> _failures = [];

    public async Task<int> RunAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        session.Journal.Info("Starting syncing");
        foreach (var name in names)
        {
            if (connector.Streams.FirstOrDefault(s => s.Name == name) is { } stream) await ReadAsync(stream, cancellationToken);
            else ReportUnknown(name);
        }

        if (_failures.Count == 0)
        {
            session.Journal.Info("Finished syncing");
            return ExitCodes.Success;
        }

        session.Journal.Error("config_error", $"During the sync, the following streams did not sync successfully: {string.Join("\n", _failures)}");
        return ExitCodes.Failure;
    }

    private async Task ReadAsync(ConnectorStream stream, CancellationToken cancellationToken)
    {
        Status(stream.Name, "STARTED");
        var records = new RecordOutput(session.Output, stream.Name, session.Time, () => Status(stream.Name, "RUNNING"));
        try
        {
            var counted = 0L;
            var request = connector.Request(states.GetValueOrDefault(stream.Name)) with
            {
                Checkpoint = state =>
                {
                    TellState(state);
                    return ValueTask.CompletedTask;
                },
            };
            var result = await stream.ReadAsync(request, records, session.Http, cancellationToken);
            TellState(result.State ?? WithoutCursor());
            foreach (var warning in result.Warnings) session.Journal.Warn($"{stream.Name}: {warning.Message}");
            session.Journal.Info($"Read {records.Records} records from {stream.Name} stream");
            Status(stream.Name, "COMPLETE");

            // Each state tells of the records since the one before.
            void TellState(JsonObject state)
            {
                session.Output.Write(Messages.State(stream.Name, state, records.Records - counted));
                counted = records.Records;
            }
        }
        catch (ConnectorException e)
        {
            Fail(stream.Name, Messages.FailureType(e.Kind), e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Status(stream.Name, "INCOMPLETE");
            throw;
        }
#pragma warning disable CA1031 // A fault of one stream, whatever it is, must not end the others.
        catch (Exception e) when (e is not OutputClosedException)
#pragma warning restore CA1031
        {
            Fail(stream.Name, "system_error", $"An unexpected error occurred in stream {stream.Name}: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What a stream that is always read whole has for a state.</summary>
    private static JsonObject WithoutCursor() => new() { ["__ab_no_cursor_state_message"] = true };

    private void ReportUnknown(string name)
    {
        var near = NearestNames.Of(name, connector.Streams.Select(s => s.Name));
        Fail(name, "config_error", near.Count > 0
            ? $"the catalog names a stream '{name}' that the connector does not have; did you mean {string.Join(" or ", near)}?"
            : $"the catalog names a stream '{name}' that the connector does not have; it has {string.Join(", ", connector.Streams.Select(s => s.Name))}");
    }

    private void Fail(string stream, string failure, string message)
    {
        _failures.Add($"{stream}: {message}");
        session.Journal.Error(failure, message, stream);
        Status(stream, "INCOMPLETE");
    }

    private void Status(string stream, string status) => session.Output.Write(Messages.StreamStatus(stream, status, session.Time.GetUtcNow()));
}
