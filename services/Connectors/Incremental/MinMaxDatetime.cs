using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Incremental;

/// <summary>A point in time that a manifest declares, with an optional floor and ceiling.</summary>
internal sealed record MinMaxDatetime(Interpolated Datetime, Interpolated? Format, Interpolated? Min, Interpolated? Max)
{
    private static ComponentKinds<MinMaxDatetime> Kinds { get; } = new() { ["MinMaxDatetime"] = CompileObject };

    /// <summary>The field as a component or as plain text.</summary>
    public static MinMaxDatetime? Compile(Component c, string field, bool required = false)
    {
        if (c[field] is System.Text.Json.Nodes.JsonObject || !c.Has(field)) return c.Child(field, Kinds, required);
        return c.Template(field) is { } text ? new(text, null, null, null) : null;
    }

    public DateTimeOffset Resolve(Scope scope, string defaultFormat)
    {
        var format = Format?.Render(scope) is { Length: > 0 } own ? own : defaultFormat;
        var time = Read(Datetime, scope, format);
        if (Min is not null && Read(Min, scope, format) is var min && time < min) time = min;
        if (Max is not null && Read(Max, scope, format) is var max && time > max) time = max;
        return time;
    }

    private static MinMaxDatetime? CompileObject(Component c) => c.Template("datetime", required: true) is { } datetime
        ? new(datetime, c.Template("datetime_format"), c.Template("min_datetime"), c.Template("max_datetime"))
        : null;

    private static DateTimeOffset Read(Interpolated template, Scope scope, string format)
    {
        if (template.Evaluate(scope) is DateTimeOffset time) return time;
        var text = template.Render(scope);
        return CursorFormats.TryParse(text, format, out var parsed) || CursorFormats.TryParseIso(text, out parsed)
            ? parsed
            : throw new ConnectorException(
                ConnectorFaultKind.Configuration, $"{template.Path}: '{text}' is not a time in the format {format}");
    }
}
