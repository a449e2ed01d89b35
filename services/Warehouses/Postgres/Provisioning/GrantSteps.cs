using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Privileges: what is held compared with what should be held, exactly.</summary>
internal static class GrantSteps
{
    public static IEnumerable<PostgresStep> Missing(PostgresDesired desired, PostgresState state) =>
        desired.Grants(state).Except(state.Grants.Select(Plain)).GroupBy(grant => (grant.On, grant.Grantee))
            .Select(group => Step("grant", group.Key.On, group.Key.Grantee, [.. group.Select(grant => grant.Privilege)], "missing for"));

    public static IEnumerable<PostgresStep> Extra(PostgresDesired desired, PostgresState state)
    {
        var wanted = desired.Grants(state).ToHashSet();
        // A privilege on what is about to be dropped goes with it.
        var dropped = state.Schemas.Where(schema => schema.Name != "public" && !WarehouseNames.Schemas.Contains(schema.Name)).Select(schema => schema.Name).ToHashSet();
        var extra = state.Grants.Where(grant => !wanted.Contains(Plain(grant)) && !IsDropped(desired, dropped, grant.On))
            .GroupBy(grant => (grant.On, grant.Grantee)).Select(group => Step("revoke", group.Key.On, group.Key.Grantee, [.. group.Select(grant => grant.Privilege)], "not declared for"));
        var grantable = state.Grants.Where(grant => grant.Grantable && wanted.Contains(Plain(grant)))
            .GroupBy(grant => (grant.On, grant.Grantee)).Select(group => Step("revoke-option", group.Key.On, group.Key.Grantee, [.. group.Select(grant => grant.Privilege)], "may be passed on by"));
        return [.. extra, .. grantable];
    }

    private static bool IsDropped(PostgresDesired desired, HashSet<string> schemas, GrantTarget on) => on switch
    {
        { Scope: GrantScope.Schema } => schemas.Contains(on.Name),
        { Scope: GrantScope.Relation or GrantScope.Column, Schema: WarehouseNames.Raw } => !desired.Tables.Contains(on.Name) && !desired.Views.Contains(on.Name),
        { Schema: { } schema } => schemas.Contains(schema),
        _ => false,
    };

    private static Grant Plain(Grant grant) => grant with { Grantable = false };

    private static PostgresStep Step(string kind, GrantTarget on, string grantee, string[] privileges, string difference)
    {
        var who = grantee.Length == 0 ? "PUBLIC" : grantee;
        var target = Describe(on);
        // In a fixed order: whoever agreed to the step must recognise it, in whatever order the server lists them next time.
        var list = string.Join(", ", privileges.Order(StringComparer.Ordinal));
        return new($"{kind}:{Slug(on)}:{who}", kind, target, $"{list} on {target} {difference} {who}", false, PostgresPhase.Contents, [Sql(kind, on, grantee, privileges)]);
    }

    private static string Sql(string kind, GrantTarget on, string grantee, string[] privileges)
    {
        var who = grantee.Length == 0 ? "PUBLIC" : Quote(grantee);
        var what = string.Join(", ", privileges.Select(privilege => on.Scope == GrantScope.Column ? $"{privilege} ({Quote(on.Detail!)})" : privilege));
        var start = on.Scope == GrantScope.Default ? $"ALTER DEFAULT PRIVILEGES FOR ROLE {Quote(on.Detail!)}{(on.Schema is null ? "" : $" IN SCHEMA {Quote(on.Schema)}")} " : "";
        return start + kind switch
        {
            "grant" => $"GRANT {what} ON {Object(on)} TO {who}",
            "revoke" => $"REVOKE {what} ON {Object(on)} FROM {who} CASCADE",
            _ => $"REVOKE GRANT OPTION FOR {what} ON {Object(on)} FROM {who} CASCADE",
        };
    }

    private static string Object(GrantTarget on) => on.Scope switch
    {
        GrantScope.Database => $"DATABASE {Quote(on.Name)}",
        GrantScope.Schema => $"SCHEMA {Quote(on.Name)}",
        GrantScope.Default => on.Name,
        _ => $"TABLE {Quote(on.Schema!)}.{Quote(on.Name)}",
    };

    private static string Describe(GrantTarget on) => on.Scope switch
    {
        GrantScope.Database => $"database {on.Name}",
        GrantScope.Schema => $"schema {on.Name}",
        GrantScope.Relation => $"table {on.Schema}.{on.Name}",
        GrantScope.Column => $"column {on.Detail} of {on.Schema}.{on.Name}",
        _ => $"default privileges: future {on.Name.ToLowerInvariant()} of {on.Detail} in {(on.Schema is null ? "every schema" : $"schema {on.Schema}")}",
    };

    private static string Slug(GrantTarget on) => string.Join(':', new[] { on.Scope.ToString().ToLowerInvariant(), on.Schema, on.Name, on.Detail }.Where(part => part is not null));
}
