namespace ControlPlane.Connectors.Pagination;

/// <summary>
/// Tells when the second page of a slice is the first one again: the source does not look at what the paginator sends, and would give
/// that page without end. Only for records with a key, which are not there twice.
/// </summary>
internal sealed class RepeatedPage
{
    private PageContent? _first;

    /// <returns>Whether there is a page still to be compared.</returns>
    /// <exception cref="ConnectorException">The page is the one before.</exception>
    public bool CompletePage(PageContent page)
    {
        if (_first is not { } first)
        {
            _first = page;
            return page.Records > 0;
        }

        return first != page
            ? false
            : throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the second page has the very {page.Records} records of the first: the source does not follow the paginator; look at its page_token_option in the manifest");
    }
}
