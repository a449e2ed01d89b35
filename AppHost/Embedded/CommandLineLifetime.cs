namespace ControlPlane.AppHost.Embedded;

/// <summary>Ctrl-C and SIGTERM reach the command line, which stops everything in order; the web host does not listen for them itself.</summary>
internal sealed class CommandLineLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
