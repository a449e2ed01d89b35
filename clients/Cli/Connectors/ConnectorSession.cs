using System.Text.Json.Nodes;
using ControlPlane.Cli.Protocol;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Cli.Connectors;

/// <summary>One connector command from its files to its exit code.</summary>
internal sealed class ConnectorSession(ProtocolOutput output, TimeProvider time) : IDisposable
{
    public ProtocolOutput Output => output;

    public Journal Journal { get; } = new(output, Console.Error, time);

    public TimeProvider Time => time;

    /// <summary>What the reads of the command share; a refresh token that changes is announced at once.</summary>
    public ConnectorRuntime Runtime { get; } = new(new RefreshedConfig(output, time));

    public HttpClient Http { get; } = new(ReadLimits.Default.CreateHandler(Egress.OwnMachine)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Runs <paramref name="command"/>; whatever goes wrong is told once, and is the exit code.</summary>
    public static async Task<int> RunAsync(Func<ConnectorSession, CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        using var output = ProtocolOutput.Open();
        using var session = new ConnectorSession(output, TimeProvider.System);
        try
        {
            try
            {
                var code = await command(session, cancellationToken);
                output.Flush();
                return code;
            }
            catch (CommandException e)
            {
                session.Journal.Error("config_error", e.Message);
            }
            catch (ConnectorException e)
            {
                session.Journal.Error(Messages.FailureType(e.Kind), e.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                output.Flush();
                return ExitCodes.Interrupted;
            }
#pragma warning disable CA1031 // The platform is told of every failure, and no message passes by the journal that knows the secrets.
            catch (Exception e) when (e is not OutputClosedException)
#pragma warning restore CA1031
            {
                session.Journal.Error("system_error", $"An unexpected error occurred: {e.GetType().Name}: {e.Message}");
            }

            return ExitCodes.Failure;
        }
        catch (OutputClosedException e)
        {
            if (e.IsReaderGone) return ExitCodes.OutputClosed;
            await Console.Error.WriteLineAsync($"error: the output cannot be written: {e.Message}");
            return ExitCodes.Failure;
        }
    }

    /// <exception cref="CommandException">The file cannot be read.</exception>
    /// <exception cref="ManifestException">The manifest cannot be used.</exception>
    public Connector Load(FileInfo manifest)
    {
        var connector = Connector.Load(InputFiles.ReadText(manifest, "manifest"), manifest.ToString(), Time, manifest.DirectoryName);
        foreach (var warning in connector.Warnings) Journal.Warn(warning);
        return connector;
    }

    /// <summary>Reads a config, whose secrets are hidden from here on; one of an older shape is announced in its new one.</summary>
    public JsonObject ReadConfig(FileInfo file, Connector connector)
    {
        var config = InputFiles.ReadObject(file, "config");
        Journal.Hide(SecretRedactor.For(config, connector.Specification?.ConnectionSpecification));
        if (connector.Prepare(config).Migrated is { } migrated) Output.Write(Messages.ConnectorConfig(migrated, Time.GetUtcNow()));
        return config;
    }

    public void Dispose() => Http.Dispose();
}
