using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Secrets;
using ControlPlane.Warehouses.Credentials;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Finds passwords that somebody changed by hand, by trying to log in: nobody but a superuser can read them. Each trial is kept for a while.</summary>
internal sealed class PasswordTrial(PostgresWarehouseOptions options, ISecretStore secrets, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>A role that may have so few connections needs them for itself.</summary>
    private const int FewestConnections = 3;

    private readonly ConcurrentDictionary<TenantId, (DateTimeOffset At, IReadOnlyList<WarehouseRole> Refused)> _trials = new();

    /// <param name="anew">Whether to try even where it was tried not long ago.</param>
    /// <returns>The roles that exist and may log in, but not with the kept password.</returns>
    public async Task<IReadOnlyList<WarehouseRole>> FindRefusedAsync(PostgresDesired desired, PostgresState state, bool anew, CancellationToken cancellationToken)
    {
        var roles = state.DatabaseOwner is null ? [] : Enum.GetValues<WarehouseRole>().Where(role => CanTry(desired, state, role)).ToList();
        if (roles.Count == 0) return [];
        if (!anew && _trials.TryGetValue(desired.Tenant, out var before) && time.GetUtcNow() - before.At < Kept) return [.. before.Refused.Intersect(roles)];
        var answers = await Task.WhenAll(roles.Select(async role => (role, refused: await IsRefusedAsync(desired.Tenant, role, cancellationToken))));
        WarehouseRole[] refused = [.. answers.Where(answer => answer.refused).Select(answer => answer.role)];
        _trials[desired.Tenant] = (time.GetUtcNow(), refused);
        return refused;
    }

    /// <summary>After the roles were changed: the next look tries again.</summary>
    public void Forget(TenantId tenant) => _trials.TryRemove(tenant, out _);

    /// <summary>Not where it is known already that the password or its end is to be repaired.</summary>
    private static bool CanTry(PostgresDesired desired, PostgresState state, WarehouseRole role) =>
        state.Roles.SingleOrDefault(found => found.Name == desired.Tenant.RoleName(role)) is { Attributes: { Login: true, Expires: false, ConnectionLimit: < 0 or >= FewestConnections }, PasswordFingerprint: { } given }
        && given == desired.Fingerprints[role];

    private async Task<bool> IsRefusedAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(WarehouseCredentials.Reference(tenant, role), cancellationToken) is not { } password) return false;
        var settings = new NpgsqlConnectionStringBuilder(options.AdminConnectionString)
        {
            Database = tenant.DatabaseName, Username = tenant.RoleName(role), Password = password, ApplicationName = "controlplane provisioning", Pooling = false, Timeout = 5, Options = null,
        };
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return false;
        }
        catch (PostgresException refusal)
        {
            // Everything else, such as too many connections, is only found out after the password was right.
            return refusal.SqlState == PostgresErrorCodes.InvalidPassword;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            return false;
        }
    }
}
