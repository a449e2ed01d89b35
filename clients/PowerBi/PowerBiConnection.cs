using System.Globalization;
using System.Text;

namespace ControlPlane.Clients.PowerBi;

/// <summary>Where Power BI is and as whom to speak to it. The client secret is left out of <see cref="object.ToString"/>.</summary>
public sealed record PowerBiConnection
{
    /// <summary>Up to and including <c>/v1.0/myorg</c>; other for sovereign clouds.</summary>
    public Uri ApiUrl { get; init; } = new("https://api.powerbi.com/v1.0/myorg");

    public Uri LoginUrl { get; init; } = new("https://login.microsoftonline.com");

    /// <summary>The directory (Entra tenant) that the service principal belongs to.</summary>
    public required string TenantId { get; init; }

    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    public string Scope { get; init; } = "https://analysis.windows.net/powerbi/api/.default";

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"ApiUrl = {ApiUrl}, LoginUrl = {LoginUrl}, TenantId = {TenantId}, ClientId = {ClientId}, Scope = {Scope}");
        return true;
    }
}
