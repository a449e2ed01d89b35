namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// Tells a pagination that runs in a circle from one whose requests are alike because the source itself knows how far it has come, as
/// with a scroll: there each answer brings other records.
/// </summary>
internal sealed class PageCircle
{
    private readonly Dictionary<string, Visit> _visits = new(StringComparer.Ordinal);
    private Visit? _again;

    /// <summary>A page is asked for.</summary>
    /// <param name="request">All that makes the request what it is.</param>
    /// <returns>Whether the page has to be compared, as an earlier one was asked for in the same way.</returns>
    public bool Ask(string request, int number)
    {
        _again = null;
        if (_visits.TryAdd(request, new(number))) return false;
        _again = _visits[request].Page == number ? null : _visits[request];
        return _again is not null;
    }

    /// <summary>The page has come, and another one is to follow it.</summary>
    /// <param name="content">Null when it cannot be compared.</param>
    /// <exception cref="ConnectorException">It brings nothing that was not there before.</exception>
    public void Continue(int number, PageContent? content)
    {
        if (_again is not { } earlier) return;
        if (content is not { Records: > 0 } page || page == earlier.Content)
            throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the pagination runs in a circle: the request for page {number} is the same as for page {earlier.Page}; look at the paginator of the manifest");
        earlier.Content = page;
    }

    public void Clear() => _visits.Clear();

    private sealed class Visit(int page)
    {
        public int Page => page;

        /// <summary>Null until the request was made twice: most never are, and their pages need no hash.</summary>
        public PageContent? Content { get; set; }
    }
}
