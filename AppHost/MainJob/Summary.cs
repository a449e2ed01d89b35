using System.Globalization;

namespace ControlPlane.AppHost.MainJob;

/// <summary>The report for people.</summary>
internal static class Summary
{
    public static void Write(TextWriter output, Report report, Uri baseAddress, bool staysUp)
    {
        output.WriteLine();
        output.WriteLine($"Run {report.Run} of {report.Tenant} {(report.Succeeded ? "succeeded" : "FAILED")}");
        output.WriteLine();
        output.WriteLine($"  {"stage",-10} {"rows in",10} {"rows out",10} {"rejected",10} {"time",10}  status");
        foreach (var stage in report.Stages)
            output.WriteLine($"  {stage.Name,-10} {Number(stage.RowsIn),10} {Number(stage.RowsOut),10} {Number(stage.RowsRejected),10} {Time(stage.DurationMs),10}  {stage.Status}");
        output.WriteLine();
        output.WriteLine(report.Balanced ? "  The row ledger balances: every row is accounted for." : "  The row ledger does NOT balance; see the run's ledger.");
        if (report.Error is not null) output.WriteLine($"  {report.Error}");
        if (!staysUp) return;
        output.WriteLine();
        output.WriteLine($"  Pages      {baseAddress}");
        output.WriteLine($"  This run   {baseAddress}v1/runs/{report.Run}");
        output.WriteLine($"  A mart     {baseAddress}v1/tenants/{report.Tenant}/marts/{(report.Marts.Count > 0 ? report.Marts[0] : "{table}")}");
        output.WriteLine($"  All APIs   {baseAddress}openapi/v1.json");
    }

    public static string Time(long milliseconds) => milliseconds < 1000
        ? $"{milliseconds} ms"
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");

    private static string Number(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
