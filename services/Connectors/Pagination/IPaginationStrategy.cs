using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Decides what the next page is asked for by.</summary>
internal interface IPaginationStrategy
{
    Interpolated? PageSize { get; }

    /// <summary>The templates that look at a page, which say what of it must be kept.</summary>
    IEnumerable<Interpolated> PageTemplates { get; }

    /// <summary>The token of the first request; null when it has none.</summary>
    PageToken? First();

    /// <summary>The token of the page after this one; null when this was the last.</summary>
    /// <param name="scope">Config, slice and what the page offers to templates.</param>
    PageToken? Next(Page page, PageToken? current, Scope scope);
}

/// <summary>What a page is asked for by.</summary>
/// <param name="Text">As it stands in a URL or a header.</param>
/// <param name="Value">As it stands in a JSON body.</param>
internal sealed record PageToken(string Text, object? Value);
