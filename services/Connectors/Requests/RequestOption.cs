using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests;

internal enum InjectInto
{
    RequestParameter,
    Header,
    BodyData,
    BodyJson,
}

/// <summary>Where in a request a value is put.</summary>
/// <param name="Field">One name, or for a JSON body the path to it.</param>
internal sealed record RequestOption(InjectInto Into, IReadOnlyList<Interpolated> Field)
{
    public static ComponentKinds<RequestOption> Kinds { get; } = new() { ["RequestOption"] = Compile };

    public static RequestOption? Compile(Component c)
    {
        InjectInto? into = c.Text("inject_into", required: true) switch
        {
            "request_parameter" => InjectInto.RequestParameter,
            "header" => InjectInto.Header,
            "body_data" => InjectInto.BodyData,
            "body_json" => InjectInto.BodyJson,
            _ => null,
        };
        if (into is null && c.Has("inject_into")) c.Error("inject_into", "one of request_parameter, header, body_data, body_json");

        var hasPath = c.Has("field_path") && !(c.Has("field_name") && IsMeantForExtractors(c));
        IReadOnlyList<Interpolated> field = hasPath ? c.Templates("field_path") : c.Template("field_name") is { } name ? [name] : [];
        if (field.Count == 0) c.Error("", "RequestOption needs field_name or field_path");
        if (hasPath && c.Has("field_name")) c.Error("", "RequestOption takes field_name or field_path, not both");
        if (field.Count > 1 && into is not (null or InjectInto.BodyJson)) c.Error("field_path", "only a JSON body has nested fields");
        return into is null || field.Count == 0 ? null : new(into.Value, field);
    }

    /// <summary>A parameter of this name is handed down to everything, and was so before request options had paths.</summary>
    private static bool IsMeantForExtractors(Component c) =>
        (c[TypePropagation.Parameters] as JsonObject)?["field_path"] is { } handedDown && JsonNode.DeepEquals(handedDown, c["field_path"]);

    public void Inject(RequestDraft draft, string text, object? value, Scope scope)
    {
        var name = Field[0].Render(scope);
        switch (Into)
        {
            case InjectInto.RequestParameter:
                draft.SetParameter(name, text);
                break;
            case InjectInto.Header:
                draft.SetHeader(name, text);
                break;
            case InjectInto.BodyData:
                draft.SetFormField(name, text);
                break;
            default:
                draft.SetJsonField([.. Field.Select(f => f.Render(scope))], TemplateValues.ToJson(value));
                break;
        }
    }
}
