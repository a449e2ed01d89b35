using ControlPlane.Tenants;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new TenantsModule());
