using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Where and with what a step takes effect: each phase is one transaction, except that a database is made by itself.</summary>
internal enum PostgresPhase { Roles, Database, Contents }

/// <param name="Statements">
/// <see cref="VerifierMark"/> and <see cref="FingerprintMark"/> stand for what is made of the password of <paramref name="PasswordOf"/> when the step is
/// carried out, so that a plan never holds either.
/// </param>
/// <param name="Remedy">Who can do what when the administrator may not carry it out; null: nothing more is known than what the server says.</param>
internal sealed record PostgresStep(
    string Id, string Kind, string Target, string Why, bool Destructive, PostgresPhase Phase, IReadOnlyList<string> Statements, WarehouseRole? PasswordOf = null, string? Remedy = null)
    : ProvisioningStep(Id, Kind, Target, Why, Destructive)
{
    public const string VerifierMark = "{verifier}";
    public const string FingerprintMark = "{fingerprint}";

    /// <summary>The comment on a role says which password it was given, since nobody but a superuser can read the password's own hash.</summary>
    public const string CommentPrefix = "control plane, password ";
}
