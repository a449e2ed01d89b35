using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Marts;

/// <summary>One tenant whose mart holds five rows, for tests that only read.</summary>
public sealed class FiveRows(PostgresFixture postgres) : IAsyncLifetime
{
    internal const string Table = """CREATE TABLE "MARTS".daily (day date, repo_name text, events bigint, seen timestamptz, extra jsonb);""";

    internal const string Sql = """
        INSERT INTO "MARTS".daily VALUES ('2026-01-01', 'a/b', 1, NULL, NULL), ('2026-01-01', 'a/b', 2, NULL, NULL), ('2026-01-02', 'c/d', 3, '2026-01-02 10:00+00', NULL), ('2026-01-03', 'x,y', 4, NULL, NULL), ('2026-01-04', NULL, NULL, NULL, NULL);
        """;

    internal ActivationHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ActivationHost.StartAsync(postgres);
        await Host.Warehouse.ExecuteAsync(Table + Sql);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
