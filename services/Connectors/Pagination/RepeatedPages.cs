namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// Tells when a slice begins with the same page again and again: the source does not look at what the paginator sends, and would give
/// that page without end. Only for records with a key, of which there are no two alike.
/// </summary>
internal sealed class RepeatedPages
{
    /// <summary>A source that changes while it is read may well give a page twice.</summary>
    private const int MostAlike = 10;

    private PageContent? _first;
    private int _alike = 1;

    /// <returns>Whether the next page could still be the same; from false on there is nothing to look at.</returns>
    /// <exception cref="ConnectorException">It has been the same too often.</exception>
    public bool CompletePage(PageContent page)
    {
        if (_first is not { } first)
        {
            _first = page;
            return page.Records > 0;
        }

        if (first != page) return false;
        return ++_alike < MostAlike
            ? true
            : throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the first {MostAlike} pages have the very same {page.Records} records: the source does not follow the paginator; look at its page_token_option in the manifest");
    }
}
