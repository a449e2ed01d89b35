using System.CommandLine;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

internal static class CleanCommand
{
    public static Command Create()
    {
        var command = new Command("clean", "Removes the project's clean-targets: by default the target folder.");
        var everywhere = new Option<bool>("--no-clean-project-files-only") { Description = "Also what lies outside of the project's folder." };
        command.Add(everywhere);
        command.Add(new Option<bool>("--clean-project-files-only") { Hidden = true });
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "clean", (session, _) =>
        {
            var root = ProjectLoader.Load(session.Folder, session.Load, session.Invocation).Root;
            foreach (var path in Targets(root, options.GetValue(everywhere)))
            {
                session.Journal.Info($"Checking {path}/*", "CheckCleanPath");
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                session.Journal.Info($"Cleaned {path}/*", "ConfirmCleanPath");
            }
            session.Journal.Info("Finished cleaning all paths.", "FinishedCleanPaths");
            return ModelExitCodes.Success;
        }, cancellationToken));
        return command;
    }

    /// <summary>Never what the project is written in, nor what lies around it.</summary>
    private static IEnumerable<string> Targets(Project root, bool isEverywhere)
    {
        var folder = Path.GetFullPath(root.Folder!);
        string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(folder, path)));
        var targets = (root.CleanTargets.Count > 0 ? root.CleanTargets : [root.TargetPath]).Select(Full).Distinct(StringComparer.Ordinal).ToList();
        var written = root.ModelPaths.Concat(root.SeedPaths).Concat(root.SnapshotPaths).Concat(root.TestPaths).Concat(root.AnalysisPaths).Concat(root.MacroPaths).Select(Full).ToHashSet(StringComparer.Ordinal);
        var forbidden = targets.Where(target => written.Any(path => IsWithin(path, target))).ToList();
        if (forbidden.Count > 0) throw new RunException($"dbt will not clean the following source paths: [{string.Join(", ", forbidden.Select(path => $"'{path}'"))}]. Take them out of clean-targets.");
        var outside = targets.Where(target => !IsWithin(target, folder) || target == folder).ToList();
        if (outside.Count > 0 && !isEverywhere)
            throw new RunException($"dbt will not clean the following directories outside the project: [{string.Join(", ", outside.Select(path => $"'{path}'"))}]. Use --no-clean-project-files-only if they are to go.");
        return targets.Where(target => !IsWithin(folder, target));
    }

    private static bool IsWithin(string path, string folder) => path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
