using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>How a token endpoint says that a refresh token is no longer good; everything else is an error as usual.</summary>
internal sealed record RefreshTokenErrors(IReadOnlyList<int> Statuses, string? Key, IReadOnlyList<string> Values) : IErrorHandler
{
    private const string SignInAgain = "the refresh token is not valid or has expired: sign in to the source again";

    public DefaultErrorHandler First => DefaultErrorHandler.Standard;

    public IEnumerable<Interpolated> PageTemplates => [];

    public bool ExaminesSuccesses => false;

    /// <summary>The fields stand on the authenticator or on its refresh_token_updater.</summary>
    public static RefreshTokenErrors Compile(Component c)
    {
        var updater = c.Part("refresh_token_updater");
        var (own, its) = (Read(c), updater is null ? null : Read(updater));
        if (own.IsDeclared && its is { IsDeclared: true }) c.Error("", "refresh_token_error_* stand on OAuthAuthenticator or on refresh_token_updater, not on both");
        return its is { IsDeclared: true } ? its : own;
    }

    public Verdict Interpret(ResponseView response, Scope scope)
    {
        if (Statuses.Contains(response.Status) && Key is not null && response.Json is JsonObject body && body[Key] is { } value && Values.Contains(value.ToString()))
            return new(ResponseAction.Fail, ConnectorFaultKind.Configuration, SignInAgain, First);
        var verdict = DefaultErrorHandler.Standard.Interpret(response, scope);

        // A token endpoint answers 400 when it does not accept the credentials (RFC 6749, 5.2).
        return response.Status == 400 ? verdict with { Action = ResponseAction.Fail, Kind = ConnectorFaultKind.Configuration } : verdict;
    }

    private bool IsDeclared => Statuses.Count > 0 || Key is not null || Values.Count > 0;

    private static RefreshTokenErrors Read(Component c) => new(
        c.Integers("refresh_token_error_status_codes"),
        c.Text("refresh_token_error_key") is { Length: > 0 } key ? key : null,
        [.. c.Templates("refresh_token_error_values").Select(v => v.Text)]);
}
