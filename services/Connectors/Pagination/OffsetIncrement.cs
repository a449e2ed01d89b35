using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Counts records. The last page is empty or holds fewer records than the page size.</summary>
internal sealed record OffsetIncrement(Interpolated? PageSize, bool InjectOnFirstRequest) : IPaginationStrategy
{
    public IEnumerable<Interpolated> PageTemplates => PageSize is null ? [] : [PageSize];

    public static OffsetIncrement Compile(Component c) => new(c.Template("page_size"), c.Flag("inject_on_first_request"));

    public PageToken? First() => InjectOnFirstRequest ? Token(0) : null;

    public PageToken? Next(Page page, PageToken? current, Scope scope) =>
        page.Extracted == 0 || page.Extracted < PageSizes.Of(PageSize, scope) ? null : Token((long)(current?.Value ?? 0L) + page.Extracted);

    private static PageToken Token(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);
}
