namespace ControlPlane.AppHost.Embedded;

internal static class QuietLogging
{
    /// <summary>Standard output belongs to the main job: logs go to standard error, and only warnings unless asked for.</summary>
    public static void Configure(this ILoggingBuilder logging, bool verbose)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss "; });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        // MassTransit and Kestrel warn about what is normal while a process stops.
        if (!verbose) logging.AddFilter("MassTransit", LogLevel.Error).AddFilter("Microsoft", LogLevel.Error);
    }
}
