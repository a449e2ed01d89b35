using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Where a config holds the tokens that every refresh replaces.</summary>
internal sealed record RefreshTokenUpdater(
    string RefreshTokenName, IReadOnlyList<string> AccessTokenPath, IReadOnlyList<string> RefreshTokenPath, IReadOnlyList<string> ExpiryPath)
{
    public static RefreshTokenUpdater Compile(Component c) => new(
        c.Text("refresh_token_name") ?? "refresh_token",
        Path(c, "access_token_config_path", "access_token"),
        Path(c, "refresh_token_config_path", "refresh_token"),
        Path(c, "token_expiry_date_config_path", "token_expiry_date"));

    public IEnumerable<string> Secrets(Scope scope) => new[] { ConfigPath.Text(scope, RefreshTokenPath), ConfigPath.Text(scope, AccessTokenPath) }.OfType<string>();

    /// <summary>The tokens as the config has them; one without a time of expiry counts as expired.</summary>
    public AccessToken Declared(Scope scope) => new(
        ConfigPath.Text(scope, AccessTokenPath) ?? "",
        TokenExpiry.Read(ConfigPath.Text(scope, ExpiryPath), null) ?? DateTimeOffset.MinValue,
        ConfigPath.Text(scope, RefreshTokenPath));

    /// <summary>The config with these tokens in it.</summary>
    public JsonObject Updated(Scope scope, AccessToken token)
    {
        var config = TemplateValues.ToJson(scope.Variables.GetValueOrDefault("config")) as JsonObject ?? [];
        Set(config, AccessTokenPath, token.Value);
        if (token.RefreshToken is not null) Set(config, RefreshTokenPath, token.RefreshToken);
        Set(config, ExpiryPath, token.ExpiresAt.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));
        return config;
    }

    private static IReadOnlyList<string> Path(Component c, string field, string usual) =>
        c.Templates(field) is { Count: > 0 } path ? [.. path.Select(p => p.Text)] : ["credentials", usual];

    private static void Set(JsonObject config, IReadOnlyList<string> path, string value)
    {
        var target = config;
        foreach (var name in path.SkipLast(1))
        {
            if (target[name] is not JsonObject next) target[name] = next = [];
            target = next;
        }

        target[path[^1]] = value;
    }
}
