using ControlPlane.Testing;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance.Postgres;

public sealed class PostgresProvisioningTests(PostgresFixture postgres) : ProvisioningConformance(new PostgresEngine(postgres));

public sealed class PostgresLoadTests(PostgresFixture postgres) : LoadConformance(new PostgresEngine(postgres));

public sealed class PostgresSessionTests(PostgresFixture postgres) : SessionConformance(new PostgresEngine(postgres));
