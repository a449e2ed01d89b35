using ControlPlane.Connectors.Requests.Authentication;
using ControlPlane.Connectors.Requests.CallRates;

namespace ControlPlane.Connectors.Requests;

/// <summary>
/// What lives longer than one read: access tokens and call budgets, by credential. Reads that are given the same one share it, so that
/// two syncs of one account together stay within its limits. Safe for concurrent use.
/// </summary>
/// <param name="tokenStore">Where refresh tokens that are good for one use are kept; null to keep them as long as this lives.</param>
public sealed class ConnectorRuntime(ITokenStore? tokenStore = null)
{
    internal ITokenStore? TokenStore => tokenStore;

    internal AccessTokens Tokens { get; } = new();

    internal CallBudgets Budgets { get; } = new();

}
