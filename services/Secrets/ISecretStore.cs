namespace ControlPlane.Secrets;

/// <summary>Values that specs only refer to. Each call names the tenant, and no tenant can reach another's.</summary>
public interface ISecretStore
{
    /// <summary>Null when there is no such secret.</summary>
    Task<string?> FindAsync(SecretReference reference, CancellationToken cancellationToken);

    /// <summary>Sets or replaces a secret.</summary>
    Task SetAsync(SecretReference reference, string value, CancellationToken cancellationToken);

    /// <summary>Sets a secret only when it is missing and returns the value that is kept from now on; concurrent callers agree on one.</summary>
    Task<string> GetOrSetAsync(SecretReference reference, Func<string> create, CancellationToken cancellationToken);

    /// <summary>False when there was none.</summary>
    Task<bool> RemoveAsync(SecretReference reference, CancellationToken cancellationToken);

    /// <summary>Removes every secret of a tenant and returns how many there were.</summary>
    Task<int> RemoveAllAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>The paths that a tenant has secrets under, in order; never values.</summary>
    Task<IReadOnlyList<string>> ListAsync(string tenant, CancellationToken cancellationToken);
}
