using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Counts pages. The last page is empty or holds fewer records than the page size.</summary>
internal sealed record PageIncrement(Interpolated? PageSize, int StartFromPage, bool InjectOnFirstRequest) : IPaginationStrategy
{
    public IEnumerable<Interpolated> PageTemplates => [];

    public static PageIncrement Compile(Component c) =>
        new(c.Template("page_size"), c.Integer("start_from_page") ?? 0, c.Flag("inject_on_first_request"));

    public PageToken? First() => InjectOnFirstRequest ? Token(StartFromPage) : null;

    public PageToken? Next(Page page, PageToken? current, Scope scope) =>
        page.Extracted == 0 || page.Extracted < PageSizes.Of(PageSize, scope)
            ? null
            : Token((long)(current?.Value ?? (long)StartFromPage) + 1);

    private static PageToken Token(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);
}
