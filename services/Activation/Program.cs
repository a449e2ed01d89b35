using ControlPlane.Activation;
using ControlPlane.ServiceDefaults;

await ControlPlaneHost.RunAsync(args, new ActivationModule());
