using System.Globalization;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Pagination;

internal static class PageSizes
{
    /// <summary>The declared page size; 0 when none is declared, so that only an empty page is the last.</summary>
    public static long Of(Interpolated? pageSize, Scope scope)
    {
        if (pageSize is null) return 0;
        var text = pageSize.Render(scope).Trim();
        if (text.Length == 0) return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{pageSize.Path} must be a whole number, it is '{text}'");
    }
}
