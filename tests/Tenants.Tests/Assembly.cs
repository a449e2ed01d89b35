using ControlPlane.Tenants.Tests.Hosting;

[assembly: AssemblyFixture(typeof(Warehouse))]
