using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Signs a token of its own for every request.</summary>
internal sealed record JwtAuthenticator : IAuthenticator
{
    private static readonly string[] ReservedHeaders = ["kid", "alg", "typ", "cty"];
    private static readonly string[] ReservedClaims = ["iss", "sub", "aud", "iat", "exp", "nbf"];
    private const int DefaultSeconds = 1200;

    public required Interpolated Key { get; init; }

    public required Interpolated Algorithm { get; init; }

    public Interpolated? EncodesKey { get; init; }

    public Interpolated? Passphrase { get; init; }

    public Interpolated? HeaderPrefix { get; init; }

    public int Seconds { get; init; } = DefaultSeconds;

    public IReadOnlyList<(string Name, Interpolated Value)> Headers { get; init; } = [];

    public IReadOnlyList<(string Name, Interpolated Value)> Claims { get; init; } = [];

    public InterpolatedTree? MoreHeaders { get; init; }

    public InterpolatedTree? MoreClaims { get; init; }

    public RequestOption? Option { get; init; }

    public static JwtAuthenticator? Compile(Component c)
    {
        var key = c.Template("secret_key", required: true);
        var algorithm = c.Template("algorithm", required: true);
        if (algorithm is { IsLiteral: true } && JwtSigner.WhyNot(algorithm.Text) is { } problem) c.Error("algorithm", problem);
        foreach (var name in c.Names("additional_jwt_headers").Intersect(ReservedHeaders)) c.Error("additional_jwt_headers", $"{name} belongs into jwt_headers");
        foreach (var name in c.Names("additional_jwt_payload").Intersect(ReservedClaims)) c.Error("additional_jwt_payload", $"{name} is set by itself or belongs into jwt_payload");
        return key is null || algorithm is null
            ? null
            : new()
            {
                Key = key,
                Algorithm = algorithm,
                EncodesKey = c.Template("base64_encode_secret_key"),
                Passphrase = c.Template("passphrase"),
                HeaderPrefix = c.Template("header_prefix"),
                Seconds = c.Integer("token_duration") ?? DefaultSeconds,
                Headers = Named(c.Part("jwt_headers"), "kid", "typ", "cty"),
                Claims = Named(c.Part("jwt_payload"), "iss", "sub", "aud"),
                MoreHeaders = c.Tree("additional_jwt_headers"),
                MoreClaims = c.Tree("additional_jwt_payload"),
                Option = c.Child("request_option", RequestOption.Kinds),
            };
    }

    public ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var token = Token(scope, context);
        if (Option is null) draft.SetHeader("Authorization", token);
        else Option.Inject(draft, token, token, scope);
        return ValueTask.CompletedTask;
    }

    public IEnumerable<string> Secrets(Scope scope) => Passphrase is null ? [Key.Render(scope)] : [Key.Render(scope), Passphrase.Render(scope)];

    /// <summary>A token of this moment, with its prefix.</summary>
    public string Token(Scope scope, ReadContext context)
    {
        var now = context.Time.GetUtcNow().ToUnixTimeSeconds();
        var algorithm = Algorithm.Render(scope);
        var header = Values(MoreHeaders, Headers, scope);
        header.TryAdd("typ", "JWT");
        header["alg"] = algorithm;
        var claims = Values(MoreClaims, Claims, scope);
        claims["iat"] = now;
        claims["exp"] = now + Seconds;
        claims["nbf"] = now;
        var key = new JwtKey(Key.Render(scope), Passphrase?.Render(scope), EncodesKey?.Test(scope) == true);
        var token = JwtSigner.Sign(TemplateValues.ToJson(header)!.AsObject(), TemplateValues.ToJson(claims)!.AsObject(), algorithm, key);
        context.Redactor.Add(token);
        return HeaderPrefix?.Render(scope) is { Length: > 0 } prefix ? string.Create(CultureInfo.InvariantCulture, $"{prefix} {token}") : token;
    }

    private static List<(string Name, Interpolated Value)> Named(Component? part, params ReadOnlySpan<string> names)
    {
        var found = new List<(string Name, Interpolated Value)>();
        foreach (var name in names)
            if (part?.Template(name) is { } value) found.Add((name, value));
        return found;
    }

    private static Dictionary<string, object?> Values(InterpolatedTree? more, IReadOnlyList<(string Name, Interpolated Value)> named, Scope scope)
    {
        var values = more?.Evaluate(scope) as Dictionary<string, object?> ?? [];

        // Issuer, subject and key ids are texts even when they are made of digits; an audience may be a list.
        foreach (var (name, template) in named) values[name] = template.Evaluate(scope) is List<object?> several ? several : template.Render(scope);
        return values;
    }
}
