using System.CommandLine;
using ControlPlane.Models.Projects;

namespace ControlPlane.Cli.Models.Commands;

internal static class DepsCommand
{
    public static Command Create()
    {
        var command = new Command("deps", "Checks that the packages of packages.yml are there. Local ones are read where they lie; others must be in the packages folder.");
        foreach (var option in new Option[] { new Option<bool>("--upgrade"), new Option<bool>("--lock"), new Option<string?>("--add-package"), new Option<string?>("--source") })
        {
            option.Hidden = true;
            command.Add(option);
        }
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "deps", (session, _) =>
        {
            var projects = ProjectLoader.Load(session.Folder, session.Load, session.Invocation);
            var packages = projects.All.Skip(1).Where(package => !package.IsInternal).ToList();
            if (packages.Count == 0) session.Journal.Info("No packages were found in packages.yml");
            foreach (var package in packages)
                session.Journal.Info($"Found {package.Name}{(package.Version is { } version ? $" {version}" : "")} in {Path.GetRelativePath(session.Folder, package.Folder!)}", "DepsInstallInfo");
            return ModelExitCodes.Success;
        }, cancellationToken));
        return command;
    }
}
