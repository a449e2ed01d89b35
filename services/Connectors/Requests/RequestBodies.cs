using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests;

/// <summary>Reads the three ways in which a manifest declares a body: request_body_json, request_body_data, request_body.</summary>
internal static class RequestBodies
{
    private static ComponentKinds<Component> Kinds { get; } = new()
    {
        ["RequestBodyJsonObject"] = c => c,
        ["RequestBodyUrlEncodedForm"] = c => c,
        ["RequestBodyPlainText"] = c => c,
        ["RequestBodyGraphQL"] = c => c,
    };

    private static readonly string[] Fields = ["request_body_json", "request_body_data", "request_body"];

    public static (InterpolatedTree? Json, InterpolatedTree? Data) Compile(Component c)
    {
        if (Fields.Count(c.Has) > 1) c.Error("", "only one of request_body, request_body_json and request_body_data can be used");
        var body = c.Child("request_body", Kinds);
        return body?.TypeName switch
        {
            "RequestBodyJsonObject" or "RequestBodyGraphQL" => (body.Tree("value"), null),
            "RequestBodyUrlEncodedForm" or "RequestBodyPlainText" => (null, body.Tree("value")),
            _ => (c.Tree("request_body_json"), c.Tree("request_body_data")),
        };
    }
}
