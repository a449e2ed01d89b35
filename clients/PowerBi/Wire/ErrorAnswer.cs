using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi.Wire;

/// <summary>Power BI's error envelope.</summary>
internal sealed record ErrorAnswer(ErrorAnswer.Body? Error)
{
    internal sealed record Body(string? Code, string? Message, [property: JsonPropertyName("pbi.error")] Detail? PbiError);

    internal sealed record Detail(string? Code);
}
