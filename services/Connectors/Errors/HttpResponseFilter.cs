using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>Recognises a response by any one of its criteria.</summary>
internal sealed record HttpResponseFilter(
    ResponseAction? Action, ConnectorFaultKind? Kind, IReadOnlyList<int> Codes, string? Contains, Interpolated? Predicate, Interpolated? Message)
{
    public static ComponentKinds<HttpResponseFilter> Kinds { get; } = new() { ["HttpResponseFilter"] = Compile };

    public IEnumerable<Interpolated> PageTemplates => Predicate is null ? [] : [Predicate];

    public bool ExaminesSuccesses => Predicate is not null || Contains is not null || Codes.Any(c => c is >= 200 and < 300);

    public bool Matches(ResponseView response, Scope scope) =>
        Codes.Contains(response.Status)
        || Contains is not null && response.Message?.Contains(Contains, StringComparison.Ordinal) == true
        || Predicate is not null && Predicate.Test(response.Extend(scope));

    private static HttpResponseFilter Compile(Component c)
    {
        ResponseAction? action = null;
        switch (c.Text("action"))
        {
            case null: break;
            case "SUCCESS": action = ResponseAction.Success; break;
            case "FAIL": action = ResponseAction.Fail; break;
            case "RETRY": action = ResponseAction.Retry; break;
            case "IGNORE": action = ResponseAction.Ignore; break;
            case "RATE_LIMITED": action = ResponseAction.RateLimited; break;
            case "RESET_PAGINATION": action = ResponseAction.ResetPagination; break;
            case "REFRESH_TOKEN_THEN_RETRY": action = ResponseAction.RefreshTokenThenRetry; break;
            default:
                c.Error("action", "one of SUCCESS, FAIL, RETRY, IGNORE, RATE_LIMITED, RESET_PAGINATION, REFRESH_TOKEN_THEN_RETRY");
                break;
        }

        ConnectorFaultKind? kind = null;
        switch (c.Text("failure_type"))
        {
            case null: break;
            case "config_error": kind = ConnectorFaultKind.Configuration; break;
            case "transient_error": kind = ConnectorFaultKind.Transient; break;
            case "system_error": kind = ConnectorFaultKind.Source; break;
            default: c.Error("failure_type", "one of system_error, config_error, transient_error"); break;
        }

        if (action is not null && !c.Has("http_codes") && !c.Has("error_message_contains") && !c.Has("predicate"))
            c.Error("", "HttpResponseFilter needs http_codes, error_message_contains or predicate: it matches nothing");
        return new(action, kind, c.Integers("http_codes"), c.Text("error_message_contains"), c.Template("predicate"), c.Template("error_message"));
    }
}
