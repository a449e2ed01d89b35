using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>GitHub's error body: message, documentation_url, status (a string).</summary>
internal static class GitHubError
{
    public static Task WriteAsync(HttpContext context, int status, string message) => JsonAnswer.WriteAsync(context, status, new JsonObject
    {
        ["message"] = message,
        ["documentation_url"] = "https://docs.github.com/rest/activity/events",
        ["status"] = status.ToString(CultureInfo.InvariantCulture),
    });
}
