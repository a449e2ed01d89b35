using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Roles: attributes, password, who belongs to whom, settings.</summary>
internal static class RoleSteps
{
    public static IEnumerable<PostgresStep> For(PostgresDesired desired, PostgresState state)
    {
        foreach (var role in Enum.GetValues<WarehouseRole>())
        {
            var name = desired.Tenant.RoleName(role);
            if (state.Roles.SingleOrDefault(found => found.Name == name) is not { } found)
            {
                yield return Create(desired, state, role, name);
                continue;
            }
            if (Alter(desired, found) is { } alter) yield return alter;
            if (found.PasswordFingerprint is null || found.PasswordFingerprint != desired.Fingerprints[role]) yield return SetPassword(role, name);
            if (!state.Memberships.Any(member => member.Role == name && member.Member == state.Administrator && member.Full))
                yield return new($"member:{name}:{state.Administrator}", "grant-membership", $"role {name}", $"membership of {state.Administrator} in {name} missing", false, PostgresPhase.Roles, [GrantToAdministrator(name, state)]);
        }
        foreach (var extra in Extra(desired, state)) yield return extra;
    }

    private static PostgresStep Create(PostgresDesired desired, PostgresState state, WarehouseRole role, string name)
    {
        var login = desired.Attributes.Login ? "LOGIN" : "NOLOGIN";
        return new($"role:{name}", "create-role", $"role {name}", $"role {name} missing", false, PostgresPhase.Roles,
        [
            $"CREATE ROLE {Quote(name)} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS CONNECTION LIMIT {desired.Attributes.ConnectionLimit} PASSWORD '{PostgresStep.VerifierMark}'",
            Comment(name),
            GrantToAdministrator(name, state),
        ], role);
    }

    private static PostgresStep? Alter(PostgresDesired desired, RoleState found)
    {
        var (want, have) = (desired.Attributes, found.Attributes);
        var changes = new List<(string Sql, string Why)>();
        Compare(have.Login, want.Login, "LOGIN");
        Compare(have.Superuser, want.Superuser, "SUPERUSER");
        Compare(have.CreateDatabase, want.CreateDatabase, "CREATEDB");
        Compare(have.CreateRole, want.CreateRole, "CREATEROLE");
        Compare(have.Inherit, want.Inherit, "INHERIT");
        Compare(have.Replication, want.Replication, "REPLICATION");
        Compare(have.BypassRowSecurity, want.BypassRowSecurity, "BYPASSRLS");
        if (have.ConnectionLimit != want.ConnectionLimit) changes.Add(($"CONNECTION LIMIT {want.ConnectionLimit}", $"connection limit {have.ConnectionLimit} instead of {want.ConnectionLimit}"));
        if (have.Expires) changes.Add(("VALID UNTIL 'infinity'", "password expires"));
        return changes.Count == 0 ? null : new($"role:{found.Name}", "alter-role", $"role {found.Name}", $"{string.Join(", ", changes.Select(change => change.Why))} on {found.Name}", false, PostgresPhase.Roles,
            [$"ALTER ROLE {Quote(found.Name)} {string.Join(' ', changes.Select(change => change.Sql))}"]);

        void Compare(bool has, bool wants, string word)
        {
            if (has != wants) changes.Add((wants ? word : $"NO{word}", wants ? $"{word} missing" : $"{word} not declared"));
        }
    }

    private static PostgresStep SetPassword(WarehouseRole role, string name) =>
        new($"password:{name}", "set-password", $"role {name}", $"password of {name} is not the one in the secret store", false, PostgresPhase.Roles,
            [$"ALTER ROLE {Quote(name)} PASSWORD '{PostgresStep.VerifierMark}'", Comment(name)], role);

    private static IEnumerable<PostgresStep> Extra(PostgresDesired desired, PostgresState state)
    {
        string[] own = [desired.Loader, desired.Transformer, desired.Reader];
        foreach (var membership in state.Memberships.Where(found => own.Contains(found.Member) || found.Member != state.Administrator)) yield return Revoke(membership, state);
        foreach (var (role, database, name) in state.Settings)
        {
            var where = role is null ? $"database {database}" : database is null ? $"role {role}" : $"role {role} in database {database}";
            var subject = role is null ? $"DATABASE {Quote(database!)}" : database is null ? $"ROLE {Quote(role)}" : $"ROLE {Quote(role)} IN DATABASE {Quote(database)}";
            yield return new($"setting:{role}:{database}:{name}", "reset-setting", where, $"setting {name} of {where} not declared", false, PostgresPhase.Contents, [$"ALTER {subject} RESET {Quote(name)}"]);
        }
    }

    private static PostgresStep Revoke(Membership membership, PostgresState state)
    {
        var (role, member, grantor, _) = membership;
        var (id, why, sql) = ($"member:{role}:{member}", $"membership of {member} in {role} not declared", $"REVOKE {Quote(role)} FROM {Quote(member)}");
        if (state.ServerVersion < 160000) return Step(id, why, sql, null);
        // Without naming the grantor, REVOKE takes back only what the administrator granted, and says nothing about the rest.
        var named = $"{sql} GRANTED BY {Quote(grantor)} CASCADE";
        return grantor == state.Administrator ? Step(id, why, named, null) : Step($"{id}:{grantor}", $"{why} (granted by {grantor})", named, $"granted by {grantor}; revoke it as {grantor}.");

        PostgresStep Step(string id, string why, string sql, string? remedy) => new(id, "revoke-membership", $"role {role}", why, false, PostgresPhase.Contents, [sql], Remedy: remedy);
    }

    private static string Comment(string name) => $"COMMENT ON ROLE {Quote(name)} IS '{PostgresStep.CommentPrefix}{PostgresStep.FingerprintMark}'";

    /// <summary>The administrator acts for the transformer: its future tables' privileges are declared in its name. From version 16 on, making a role does not include that.</summary>
    private static string GrantToAdministrator(string name, PostgresState state) =>
        $"GRANT {Quote(name)} TO {Quote(state.Administrator)}{(state.ServerVersion >= 160000 ? " WITH INHERIT TRUE, SET TRUE" : "")}";
}
