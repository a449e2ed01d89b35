using System.Globalization;
using System.Text;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>Which runs to list, newest first.</summary>
public sealed record RunQuery
{
    public long? JobId { get; init; }

    public JobRunStatus? Status { get; init; }

    /// <summary>The listing ends at the first run created before.</summary>
    public DateTimeOffset? CreatedSince { get; init; }

    /// <summary>Default 100, which is also the most.</summary>
    public int PageSize { get; init; } = 100;

    internal string ToQuery(int offset)
    {
        var query = new StringBuilder();
        if (JobId is { } job) query.Append(CultureInfo.InvariantCulture, $"job_definition_id={job}&");
        if (Status is { } status) query.Append(CultureInfo.InvariantCulture, $"status={status.Value}&");
        return query.Append(CultureInfo.InvariantCulture, $"include_related={Uri.EscapeDataString("""["trigger"]""")}&order_by=-id&limit={PageSize}&offset={offset}").ToString();
    }
}
