using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace ControlPlane.Activation.Blueprints;

/// <summary>Reads the files of a blueprint that a spec names.</summary>
internal sealed class BlueprintFiles(IOptions<ControlPlaneOptions> options)
{
    /// <exception cref="Fault">The file is missing, or lies outside the blueprint's folder.</exception>
    public async Task<string> ReadAsync(string blueprint, string file, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(options.Value.Blueprints) + Path.DirectorySeparatorChar;
        var folder = Path.GetFullPath(Path.Combine(root, blueprint)) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        if (!folder.StartsWith(root, StringComparison.Ordinal) || folder == root || !path.StartsWith(folder, StringComparison.Ordinal))
            throw new Fault(FaultKind.Rejected, "BlueprintFileOutside", $"'{file}' lies outside the folder of blueprint {blueprint}.");
        if (!File.Exists(path)) throw new Fault(FaultKind.Rejected, "BlueprintFileMissing", $"Blueprint {blueprint} has no file {file}.");
        return await File.ReadAllTextAsync(path, cancellationToken);
    }
}
