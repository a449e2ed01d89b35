using ControlPlane.Transformation;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new TransformationModule());
