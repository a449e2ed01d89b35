using System.Diagnostics;
using OpenTelemetry;

namespace ControlPlane.ServiceDefaults.Telemetry.Otlp;

/// <summary>Takes the text of statements that set a password out of spans: such statements cannot use parameters.</summary>
internal sealed class StatementRedaction : BaseProcessor<Activity>
{
    private static readonly string[] Tags = ["db.query.text", "db.statement"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
        {
            if (data.GetTagItem(tag) is string text && text.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase)) data.SetTag(tag, "redacted");
        }
    }
}
