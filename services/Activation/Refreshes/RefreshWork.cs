using ControlPlane.Clients.PowerBi;
using ControlPlane.Contracts;

namespace ControlPlane.Activation.Refreshes;

/// <summary>One refresh of one run that is not finished.</summary>
/// <param name="Begun">Whether a pass has looked at it before.</param>
/// <param name="PublishedAt">When the run's models were published: an earlier refresh has read older data.</param>
/// <param name="StartedAt">Of the first pass, from which the time-out counts.</param>
/// <param name="Posting">The request was made, or was about to be when a pass was cut off.</param>
/// <param name="NewestBefore">The dataset's newest refresh before the request; null: it had none.</param>
/// <param name="RefreshId">The refresh that is followed; null: none yet.</param>
/// <param name="Adopted">Somebody else started it.</param>
/// <param name="Looks">How often it was looked at.</param>
internal sealed record RefreshWork(
    TenantId Tenant, string Name, Guid Run, RefreshDefinition Definition, bool Begun, bool Cancelled, DateTimeOffset PublishedAt, DateTimeOffset StartedAt,
    bool Posting, string? NewestBefore, string? RefreshId, bool Enhanced, bool Adopted, int Looks, int Attempts)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(200);

    public RefreshHandle? Handle => RefreshId is null ? null : new RefreshHandle(Definition.Target, RefreshId, Enhanced);

    /// <summary>Short at first, then doubled up to the declared interval.</summary>
    public TimeSpan NextLook
    {
        get
        {
            var wait = FirstLook * Math.Pow(2, Math.Min(Looks, 20));
            return wait < Definition.PollInterval ? wait : Definition.PollInterval;
        }
    }
}
