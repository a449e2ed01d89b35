using System.Globalization;
using System.Text;

namespace ControlPlane.Clients.Dagster;

/// <summary>Where Dagster is and as whom to speak to it. The token is left out of <see cref="object.ToString"/>.</summary>
public sealed record DagsterConnection
{
    /// <summary>The GraphQL endpoint: <c>https://{org}.dagster.cloud/{deployment}/graphql</c>, or <c>http://host:3000/graphql</c> of one's own.</summary>
    public required Uri Url { get; init; }

    /// <summary>A user or agent token; null for a Dagster of one's own without sign-in.</summary>
    public string? Token { get; init; }

    /// <summary>Named in a header where <see cref="Url"/> is that of the organization.</summary>
    public string? Organization { get; init; }

    /// <summary>Named in a header where <see cref="Url"/> is that of the organization.</summary>
    public string? Deployment { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Url = {Url}, Organization = {Organization}, Deployment = {Deployment}");
        return true;
    }
}
