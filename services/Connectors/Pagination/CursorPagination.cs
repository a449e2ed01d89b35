using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Lets a template name the next page. The stop condition is looked at first; a falsy token ends the slice.</summary>
internal sealed record CursorPagination(Interpolated CursorValue, Interpolated? StopCondition, Interpolated? PageSize) : IPaginationStrategy
{
    public IEnumerable<Interpolated> PageTemplates => StopCondition is null ? [CursorValue] : [StopCondition, CursorValue];

    public static CursorPagination? Compile(Component c) => c.Template("cursor_value", required: true) is { } cursor
        ? new(cursor, c.Template("stop_condition"), c.Template("page_size"))
        : null;

    public PageToken? First() => null;

    public PageToken? Next(Page page, PageToken? current, Scope scope)
    {
        if (StopCondition is not null && StopCondition.Test(scope)) return null;
        var value = CursorValue.Evaluate(scope);
        return TemplateValues.IsTrue(value) ? new(CursorValue.Require(scope), value) : null;
    }
}
