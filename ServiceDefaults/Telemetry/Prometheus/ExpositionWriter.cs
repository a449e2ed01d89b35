using System.Buffers;
using System.Globalization;
using System.Text;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Writes Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) as UTF-8.</summary>
internal sealed class ExpositionWriter(IBufferWriter<byte> output)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public void Family(string name, string? help, MetricType type)
    {
        if (!string.IsNullOrWhiteSpace(help))
            Text($"# HELP {name} {help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n");
        Text("# TYPE ");
        Text(name);
        Text(type switch { MetricType.Counter => " counter\n", MetricType.Histogram => " histogram\n", _ => " gauge\n" });
    }

    public void Sample(string name, string suffix, string labels, double value)
    {
        Text(name);
        Text(suffix);
        if (labels.Length > 0)
        {
            Text("{");
            Text(labels);
            Text("}");
        }
        Text(" ");
        Number(value);
        Text("\n");
    }

    public void Bucket(string name, string labels, double bound, long below)
    {
        Text(name);
        Text("_bucket{");
        Text(labels);
        Text(labels.Length > 0 ? ",le=\"" : "le=\"");
        Number(bound);
        Text("\"} ");
        Number(below);
        Text("\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, output);

    private void Number(double value)
    {
        if (double.IsNaN(value)) Text("NaN");
        else if (double.IsInfinity(value)) Text(value > 0 ? "+Inf" : "-Inf");
        else
        {
            value.TryFormat(output.GetSpan(32), out var written, "R", CultureInfo.InvariantCulture);
            output.Advance(written);
        }
    }
}
