using ControlPlane.Portal;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new PortalModule());
