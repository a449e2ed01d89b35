using System.Security.Cryptography;
using System.Text;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Projects;

/// <summary>Where a tenant's project is, and what its files hold.</summary>
internal static class ProjectFolder
{
    private static readonly string[] Left = ["target", "logs", ".git"];

    /// <exception cref="Fault">Rejected: the spec names a folder outside of the blueprint.</exception>
    public static string Of(string blueprints, TenantModels tenant)
    {
        var blueprint = Path.GetFullPath(Path.Combine(blueprints, tenant.Blueprint));
        var folder = Path.GetFullPath(Path.Combine(blueprint, tenant.Models.Project));
        if (!IsWithin(blueprints, blueprint) || !(IsWithin(blueprint, folder) || folder == blueprint))
            throw new Fault(FaultKind.Rejected, "ProjectOutside", $"The spec's models.project '{tenant.Models.Project}' is not a folder within blueprint '{tenant.Blueprint}'.");
        return folder;
    }

    public static bool IsWithin(string parent, string child)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(parent), child);
        return relative != "." && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    /// <summary>SHA-256 over paths and contents of all files, in hexadecimal.</summary>
    public static string HashOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!Directory.Exists(folder)) return Convert.ToHexStringLower(hash.GetHashAndReset());
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => (Path: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Where(file => !Left.Contains(file.Name.Split('/')[0], StringComparer.Ordinal)).OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach (var (path, name) in files)
        {
            var bytes = File.ReadAllBytes(path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
