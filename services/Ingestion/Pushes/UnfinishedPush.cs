using System.Globalization;
using ControlPlane.Contracts;
using ControlPlane.Lake;

namespace ControlPlane.Ingestion.Pushes;

/// <summary>A push that may have been published and is not recorded yet: announced as a row of work, so that what a crash leaves behind is found.</summary>
/// <param name="Date">Of the folder.</param>
internal sealed record UnfinishedPush(TenantId Tenant, string Source, string Stream, DateOnly Date, Guid Run)
{
    private const string DateFormat = "yyyy-MM-dd";

    public LakePath Raw => LakePath.Raw(Tenant, Source, Stream, Date, Run);

    /// <summary>Of its row of work.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Source}/{Stream}/{Date.ToString(DateFormat, CultureInfo.InvariantCulture)}/{Run}");

    public static UnfinishedPush Parse(TenantId tenant, string key) => key.Split('/') is [var source, var stream, var date, var run]
        ? new(tenant, source, stream, DateOnly.ParseExact(date, DateFormat, CultureInfo.InvariantCulture), Guid.Parse(run))
        : throw new FormatException($"'{key}' names no push.");

    /// <summary>Takes back what was published, if it was.</summary>
    public async Task RemoveAsync(ILake lake, CancellationToken cancellationToken)
    {
        // The marker first: an object without one is nothing to anybody.
        await lake.DeleteAsync(Raw.SuccessMarker(Run), cancellationToken);
        await lake.DeleteAsync(Raw, cancellationToken);
    }
}
