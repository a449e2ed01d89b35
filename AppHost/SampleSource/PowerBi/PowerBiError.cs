using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>Power BI's error envelope.</summary>
internal static class PowerBiError
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message) =>
        JsonAnswer.WriteAsync(context, status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}
