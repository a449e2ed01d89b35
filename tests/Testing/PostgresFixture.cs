using ControlPlane.Contracts;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace ControlPlane.Testing;

/// <summary>
/// One real PostgreSQL for a test assembly, started by the same code as the product's; each test asks for a control database of its own.
/// Use as <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>The environment variable that names the folder of another PostgreSQL's programs, to run tests against that version.</summary>
    public const string BinariesVariable = "CONTROLPLANE_POSTGRES_BIN";

    private readonly TemporaryFolder _folder = new("postgres");

    /// <summary>The server, for tests that stop it or look inside as its superuser.</summary>
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await PostgresServer.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = _folder.Path,
                BinariesDirectory = Environment.GetEnvironmentVariable(BinariesVariable) is { Length: > 0 } folder ? folder : null,
                Durable = false,
                // Templates of different versions lie beside each other in it.
                TemplateDirectory = TemporaryFolder.Shared("postgres-template"),
            },
            NullLogger.Instance, CancellationToken.None);

    /// <summary>A new, empty control database and a warehouse administrator of its own. The server is shared: use <see cref="NewTenant"/>.</summary>
    public Task<PlatformDatabase> NewPlatformAsync() => PlatformDatabase.PrepareAsync(Server, CancellationToken.None, $"_{Guid.NewGuid():N}");

    /// <summary>A new control database, opened.</summary>
    public async Task<ControlDatabase> NewControlDatabaseAsync() => new((await NewPlatformAsync()).Control);

    /// <summary>A tenant that no other test uses.</summary>
    public static TenantId NewTenant(string environment = "dev") => TenantId.Parse($"t{Guid.NewGuid():N}"[..20] + $"-{environment}");

    /// <summary>Any database of the server as its superuser.</summary>
    public NpgsqlDataSource OpenAsSuperuser(string database) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Server.SuperuserConnectionString) { Database = database });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
