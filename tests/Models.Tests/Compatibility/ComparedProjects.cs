using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>The shop that dbt is taught with, on its real seeds.</summary>
public static class Jaffle
{
    public const string Name = "jaffle";

    public static string[] Seeds { get; } = [.. new[] { "customers", "orders", "payments" }.Select(name => $"data/jaffle-shop/raw_{name}.csv")];
}

public sealed class JaffleOnPostgres(PostgresFixture fixture) : ComparedEngine(Jaffle.Name, fixture, Jaffle.Seeds);

public sealed class JaffleOnDuckDb() : ComparedEngine(Jaffle.Name, null, Jaffle.Seeds);

/// <summary>Versions, contracts, groups, increments of all kinds, ephemeral models and overridden macros.</summary>
public sealed class MeteringOnPostgres(PostgresFixture fixture) : ComparedEngine("metering", fixture);

public sealed class MeteringOnDuckDb() : ComparedEngine("metering", null);
