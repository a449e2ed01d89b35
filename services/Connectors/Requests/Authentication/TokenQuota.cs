using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests.CallRates;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>A pool of calls that each token has, and where the source tells what is left of it.</summary>
internal sealed record TokenQuota(
    string Name,
    IReadOnlyList<string> RemainingPath,
    IReadOnlyList<string> ResetPath,
    IReadOnlyList<string> LimitPath,
    IReadOnlyList<RequestMatcher> Matchers,
    string? RemainingHeader,
    string? ResetHeader,
    string? LimitHeader,
    IReadOnlyList<int> ExhaustionStatuses)
{
    // The source's two ways to tell a reset may differ by a little.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static ComponentKinds<TokenQuota> Kinds { get; } = new() { ["TokenQuota"] = Compile };

    /// <exception cref="ConnectorException">The answer does not have what the manifest says.</exception>
    public Quota Read(JsonNode? status)
    {
        var remaining = Number(status, RemainingPath, "remaining");
        var reset = TokenExpiry.Read(Text(status, ResetPath, "reset"), null)
            ?? throw new ConnectorException(ConnectorFaultKind.Source, $"the quota status has no time at {string.Join('.', ResetPath)}: look at the reset_path of the quota {Name}");
        return new(remaining, reset, LimitPath.Count > 0 ? Number(status, LimitPath, "limit") : remaining, isTracked: true);
    }

    /// <summary>Takes over what a response says: fewer calls in this window, or a new window.</summary>
    public void Update(Quota quota, HttpResponseMessage response)
    {
        if (!quota.IsTracked) return;
        var exhausted = ExhaustionStatuses.Contains((int)response.StatusCode);
        var remaining = Header(response, RemainingHeader) ?? (exhausted ? 0 : null);
        var limit = Header(response, LimitHeader);
        var reset = TokenExpiry.Read(HeaderText(response, ResetHeader), null);
        if (limit > 0 && !(reset < quota.ResetAt)) quota.Limit = limit.Value;
        if (reset > quota.ResetAt) (quota.ResetAt, quota.Remaining) = (reset.Value, remaining ?? quota.Limit);
        else if (remaining is { } left && (left <= 0 && exhausted || !(reset < quota.ResetAt - Skew))) quota.Remaining = Math.Min(quota.Remaining, left);
    }

    private static TokenQuota Compile(Component c) => new(
        c.Text("name", required: true) ?? "",
        Path(c, "remaining_path", required: true),
        Path(c, "reset_path", required: true),
        Path(c, "limit_path", required: false),
        RequestMatcher.CompileAll(c),
        c.Text("remaining_header"),
        c.Text("reset_header"),
        c.Text("limit_header"),
        c.Integers("exhaustion_status_codes"));

    private static IReadOnlyList<string> Path(Component c, string field, bool required) => [.. c.Templates(field, required).Select(p => p.Text)];

    private static int? Header(HttpResponseMessage response, string? name) =>
        int.TryParse(HeaderText(response, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? HeaderText(HttpResponseMessage response, string? name) =>
        name is not null && response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private int Number(JsonNode? status, IReadOnlyList<string> path, string what) =>
        int.TryParse(Text(status, path, what), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ConnectorException(ConnectorFaultKind.Source, $"the quota status has no whole number at {string.Join('.', path)}: look at the {what}_path of the quota {Name}");

    private string Text(JsonNode? status, IReadOnlyList<string> path, string what)
    {
        foreach (var name in path) status = (status as JsonObject)?[name];
        return status is null
            ? throw new ConnectorException(ConnectorFaultKind.Source, $"the quota status has nothing at {string.Join('.', path)}: look at the {what}_path of the quota {Name}")
            : TemplateValues.ToText(TemplateValues.FromJson(status));
    }
}
