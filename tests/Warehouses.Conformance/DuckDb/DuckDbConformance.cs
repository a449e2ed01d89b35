using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance.DuckDb;

public sealed class DuckDbLoadTests() : LoadConformance(new DuckDbEngine());

public sealed class DuckDbViewTests() : ViewConformance(new DuckDbEngine());

public sealed class DuckDbSessionTests() : SessionConformance(new DuckDbEngine());
