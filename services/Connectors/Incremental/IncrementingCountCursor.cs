using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Incremental;

/// <summary>Reads a stream from where the last read ended, by a number that grows with every record. The records come in its order.</summary>
internal sealed record IncrementingCountCursor(Interpolated CursorField, Interpolated? StartValue, RequestOption? StartOption, bool AllowsCatalogCursorField)
    : IIncrementalSync
{
    private const string StartName = "start";

    public bool IsOneSlice => true;

    public bool FiltersRecords => false;

    public static IncrementingCountCursor? Compile(Component c)
    {
        var option = c.Child("start_value_option", RequestOption.Kinds);
        return c.Template("cursor_field", required: true) is { } field
            ? new(field, c.Template("start_value"), option, c.Flag("allow_catalog_defined_cursor_field"))
            : null;
    }

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        if (slice.CursorSlice.GetValueOrDefault(StartName) is long start)
            StartOption?.Inject(draft, start.ToString(CultureInfo.InvariantCulture), start, scope);
    }

    public CursorTerms Resolve(string name, Scope scope, DateTimeOffset now)
    {
        var text = StartValue?.Render(scope) ?? "";
        long start = 0;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out start))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{StartValue!.Path} must be a whole number, it is '{text}'");
        return new() { Field = name, Values = new CountValues(), Start = new(start), Bounds = (StartName, "end") };
    }
}
