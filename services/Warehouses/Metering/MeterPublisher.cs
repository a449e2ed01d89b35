using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Warehouses.Metering;

/// <summary>
/// Publishes what the meter has added up, every few seconds and when the process stops. A crash loses those seconds of the breakdown
/// only: the total is counted by the warehouse itself.
/// </summary>
internal sealed partial class MeterPublisher(StatementMeter meter, IBus bus, ILogger<MeterPublisher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await PublishAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await PublishAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var metered in meter.Take())
        {
            try
            {
                await bus.Publish(metered, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotPublished(logger, metered.Tenant.ToString(), exception.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2050, LogLevel.Warning, "Metered statement time of {Tenant} could not be published and is missing from the breakdown by tag: {Reason}")]
        public static partial void NotPublished(ILogger logger, string tenant, string reason);
    }
}
