using ControlPlane.AppHost.CommandLine;
using ControlPlane.AppHost.Embedded;
using ControlPlane.AppHost.MainJob;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.Reconciliation;

using var termination = new Termination();
// A second signal must not end the process before PostgreSQL has stopped cleanly, so the command line does not handle them itself.
return await AppHostCommand.Create((options, _) => RunAsync(options, termination.Requested)).Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(AppHostOptions options, CancellationToken cancellationToken)
{
    using var loggers = LoggerFactory.Create(logging => logging.Configure(options.Verbose));
    try
    {
        await using var host = await EmbeddedHost.StartAsync(options, loggers, cancellationToken);
        var succeeded = await new MainJob(host, options, Console.Out).RunAsync(cancellationToken);
        if (options.Once) return succeeded ? 0 : 1;
        Console.WriteLine("Ctrl-C stops everything.");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
    catch (Exception exception) when (exception is EmbeddedPostgresException or MigrationChangedException or DirectoryNotFoundException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 2;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 130;
    }
}
