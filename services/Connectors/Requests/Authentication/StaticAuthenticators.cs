using System.Text;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

internal sealed record NoAuth : IAuthenticator
{
    public static NoAuth Instance { get; } = new();

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IEnumerable<string> Secrets(Scope scope) => [];
}

/// <summary><c>Authorization: Bearer token</c>; an empty token sends nothing, so that one manifest serves with and without.</summary>
internal sealed record BearerAuthenticator(Interpolated Token) : IAuthenticator
{
    public static BearerAuthenticator? Compile(Component c) => c.Template("api_token", required: true) is { } token ? new(token) : null;

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        if (Token.Render(scope) is { Length: > 0 } token) draft.SetHeader("Authorization", $"Bearer {token}");
        return ValueTask.CompletedTask;
    }

    public IEnumerable<string> Secrets(Scope scope) => [Token.Render(scope)];
}

/// <summary>A key in a header, a parameter or the body.</summary>
internal sealed record ApiKeyAuthenticator(Interpolated? Token, Interpolated? Header, RequestOption? Option) : IAuthenticator
{
    public static ApiKeyAuthenticator? Compile(Component c)
    {
        if (c.Has("header") == c.Has("inject_into")) c.Error("", "ApiKeyAuthenticator needs either header or inject_into");
        return new(c.Template("api_token"), c.Template("header"), c.Child("inject_into", RequestOption.Kinds));
    }

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var token = Token?.Render(scope) ?? "";
        if (Option is not null) Option.Inject(draft, token, token, scope);
        else if (Header is not null) draft.SetHeader(Header.Render(scope), token);
        return ValueTask.CompletedTask;
    }

    public IEnumerable<string> Secrets(Scope scope) => Token is null ? [] : [Token.Render(scope)];
}

internal sealed record BasicHttpAuthenticator(Interpolated Username, Interpolated? Password) : IAuthenticator
{
    public static BasicHttpAuthenticator? Compile(Component c) =>
        c.Template("username", required: true) is { } username ? new(username, c.Template("password")) : null;

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        draft.SetHeader("Authorization", $"Basic {Encode(scope)}");
        return ValueTask.CompletedTask;
    }

    // The user name alone may be the key (Stripe, Greenhouse), so it counts as a secret where there is no password.
    public IEnumerable<string> Secrets(Scope scope) =>
        Password?.Render(scope) is { Length: > 0 } password ? [password, Encode(scope)] : [Username.Render(scope), Encode(scope)];

    private string Encode(Scope scope) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username.Render(scope)}:{Password?.Render(scope)}"));
}
