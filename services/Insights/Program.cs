using ControlPlane.Insights;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new InsightsModule());
