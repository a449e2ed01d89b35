using ControlPlane.Cli;

return ControlPlaneCommand.Run(args);
