using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>The config says which of several authenticators is used.</summary>
internal sealed record SelectiveAuthenticator(IReadOnlyList<string> Path, IReadOnlyDictionary<string, IAuthenticator> Choices) : IAuthenticator
{
    public static SelectiveAuthenticator? Compile(Component c)
    {
        var path = c.Templates("authenticator_selection_path", required: true).Select(p => p.Text).ToList();
        var choices = c.Map("authenticators", Authenticators.Kinds);
        if (choices.Count == 0 && !c.Has("authenticators")) c.Error("", "SelectiveAuthenticator needs authenticators");
        return path.Count == 0 ? null : new(path, choices);
    }

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken) =>
        Selected(scope).ApplyAsync(draft, scope, context, cancellationToken);

    public IEnumerable<string> Secrets(Scope scope) => Selected(scope).Secrets(scope);

    public bool Renew(RequestDraft rejected, Scope scope, ReadContext context) => Selected(scope).Renew(rejected, scope, context);

    public bool Observe(HttpResponseMessage response, RequestDraft draft, Scope scope, ReadContext context) =>
        Selected(scope).Observe(response, draft, scope, context);

    private IAuthenticator Selected(Scope scope)
    {
        var place = $"config.{string.Join('.', Path)}";
        var name = ConfigPath.Text(scope, Path)
            ?? throw new ConnectorException(ConnectorFaultKind.Configuration, $"the config lacks {place}, which selects how to authenticate: one of {string.Join(", ", Choices.Keys)}");
        return Choices.TryGetValue(name, out var selected)
            ? selected
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{place} is '{name}', which is none of the ways to authenticate: {string.Join(", ", Choices.Keys)}");
    }
}
