using ControlPlane.Ingestion;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new IngestionModule());
