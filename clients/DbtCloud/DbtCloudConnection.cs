using System.Globalization;
using System.Text;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>Where dbt Cloud is and as whom to speak to it. The token is left out of <see cref="object.ToString"/>.</summary>
public sealed record DbtCloudConnection
{
    /// <summary>The host of the account: <c>https://cloud.getdbt.com</c>, <c>https://{prefix}.us1.dbt.com</c>, <c>https://emea.dbt.com</c>, ...</summary>
    public Uri Url { get; init; } = new("https://cloud.getdbt.com");

    public required long AccountId { get; init; }

    /// <summary>A service token with the permission to run jobs.</summary>
    public required string Token { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Url = {Url}, AccountId = {AccountId}");
        return true;
    }
}
