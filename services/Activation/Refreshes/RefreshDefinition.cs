using ControlPlane.Clients.PowerBi;

namespace ControlPlane.Activation.Refreshes;

/// <summary>One BI refresh as <c>refreshes.yml</c> declares it.</summary>
/// <param name="Kind">Only <c>powerbi</c>.</param>
/// <param name="Connection">A connection of the tenant's spec.</param>
/// <param name="Group">The workspace.</param>
/// <param name="Marts">What the dataset reads; shown, not acted on.</param>
/// <param name="Request">Classic when the declaration has none.</param>
/// <param name="PollInterval">The longest time between two looks; the first ones are shorter. Default 10 s.</param>
/// <param name="Timeout">From the first pass, waiting for another refresh included. Default 1 h.</param>
public sealed record RefreshDefinition(
    string Name, string? Description, string Kind, string Connection, Guid Group, Guid Dataset, IReadOnlyList<string> Marts, RefreshRequest Request, TimeSpan PollInterval, TimeSpan Timeout)
{
    internal Dataset Target => new(Group, Dataset);
}
