using ControlPlane.Cli;

return await ControlPlaneCommand.RunAsync(args);
