using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Pagination;

/// <summary>How the pages of a slice are asked for.</summary>
/// <param name="Strategy">Null when there is only one page.</param>
/// <param name="TokenIsPath">The token is the path or URL of the next page and replaces that of the request.</param>
internal sealed record Paginator(
    IPaginationStrategy? Strategy, RequestOption? PageSizeOption, RequestOption? PageTokenOption, bool TokenIsPath)
{
    public static Paginator None { get; } = new(null, null, null, false);

    public static ComponentKinds<Paginator> Kinds { get; } = new()
    {
        ["NoPagination"] = _ => None,
        ["DefaultPaginator"] = Compile,
    };

    private static ComponentKinds<object> TokenKinds { get; } = new()
    {
        ["RequestOption"] = RequestOption.Compile,
        ["RequestPath"] = c => c,
    };

    public void Inject(RequestDraft draft, PageToken? token, Scope scope)
    {
        if (Strategy is null) return;
        if (PageSizeOption is not null && Strategy.PageSize is { } size) PageSizeOption.Inject(draft, size.Render(scope), size.EvaluateAs(scope, null), scope);
        if (token is null) return;
        if (TokenIsPath) draft.PageUrl = token.Text;
        else PageTokenOption?.Inject(draft, token.Text, token.Value, scope);
    }

    private static Paginator? Compile(Component c)
    {
        var strategy = c.Child("pagination_strategy", PaginationStrategies.Kinds, required: true);
        var token = c.Child("page_token_option", TokenKinds);
        var size = c.Child("page_size_option", RequestOption.Kinds);
        if (size is not null && strategy is { PageSize: null }) c.Error("page_size_option", "the pagination strategy has no page_size to inject");
        return strategy is null ? null : new(strategy, size, token as RequestOption, TokenIsPath: token is Component);
    }
}
