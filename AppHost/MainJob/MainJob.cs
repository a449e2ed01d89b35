using System.Diagnostics;
using ControlPlane.AppHost.CommandLine;
using ControlPlane.AppHost.Embedded;

namespace ControlPlane.AppHost.MainJob;

/// <summary>Onboards the sample tenant, runs its pipeline and reports. A second start finds everything as it was.</summary>
internal sealed class MainJob(EmbeddedHost host, AppHostOptions options, TextWriter output)
{
    /// <returns>True only if every stage succeeded and the ledger balances.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var sinceStart = DateTime.Now - Process.GetCurrentProcess().StartTime;
        output.WriteLine($"Ready after {Summary.Time((long)sinceStart.TotalMilliseconds)} at {host.BaseAddress}");
        using var client = new ControlPlaneClient(host.BaseAddress, host.OperatorToken);
        var report = await ReportAsync(client, cancellationToken);
        Summary.Write(output, report, host.BaseAddress, staysUp: !options.Once);
        if (options.Json is { } file) await new ReportFile(client).WriteAsync(file, report, cancellationToken);
        return report.Succeeded;
    }

    private async Task<Report> ReportAsync(ControlPlaneClient client, CancellationToken cancellationToken)
    {
        var provision = new ReportStage("provision", "failed", 0, 0, 0, 0);
        try
        {
            provision = await new Onboarding(client, output).RunAsync(SampleTenant.Spec(host.Sample.BaseAddress, Land()), cancellationToken);
            var pipeline = new Pipeline(client, output);
            var asItWas = !options.Once && provision.RowsOut == 0 ? await pipeline.LastAsync(cancellationToken) : null;
            if (asItWas is not null) output.WriteLine($"{SampleTenant.Tenant} is as it was; its last run:");
            return ReportBuilder.Build(provision, asItWas ?? await pipeline.RunAsync(cancellationToken));
        }
        catch (ControlPlaneException exception)
        {
            return new Report(SampleTenant.Tenant, null, false, [provision], false, [], exception.Message);
        }
    }

    /// <summary>
    /// Drops the file into the source's landing folder, whole or not at all, and returns the folder; null without a file. The same
    /// file again is a file that was taken already.
    /// </summary>
    private string? Land()
    {
        if (options.Landed is not { } file) return null;
        var folder = host.Data.Landing(SampleTenant.Tenant, SampleTenant.Source);
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $".{file.Name}.tmp");
        file.CopyTo(unfinished, overwrite: true);
        File.Move(unfinished, Path.Combine(folder, file.Name), overwrite: true);
        return folder;
    }
}
