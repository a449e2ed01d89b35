using ControlPlane.Connectors;
using ControlPlane.Contracts;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Which folders a tenant's sources may name. Folders are read with the rights of this process, which may read those of every tenant and
/// the lake; so the lake is nobody's source, and an installation can give each tenant a folder that its sources cannot leave.
/// </summary>
/// <param name="lake">Where the lake is.</param>
/// <param name="landing">The folder of the tenants' folders; null when they may be anywhere.</param>
internal sealed class LandingBounds(string lake, string? landing)
{
    private readonly string? _lake = lake.Length == 0 || lake.Contains("://", StringComparison.Ordinal) ? null : Real(lake);

    /// <summary>The path, if the tenant may read there.</summary>
    /// <exception cref="ConnectorException">It may not.</exception>
    public string Check(TenantId tenant, string path)
    {
        var real = Real(path);
        if (_lake is not null && (IsWithin(real, _lake) || IsWithin(_lake, real)))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{path} is in the lake, or the lake in it: files have to be dropped elsewhere");
        if (landing is not null && !IsWithin(real, Real(Path.Combine(landing, tenant.ToString()))))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{path} is not in the folder that {tenant} has for its files: {Path.Combine(landing, tenant.ToString())}");
        return path;
    }

    private static bool IsWithin(string path, string folder) => path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>With every link on the way followed.</summary>
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        foreach (var part in Path.GetFullPath(path)[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            FileSystemInfo found = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = found.LinkTarget is null ? next : found.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }
        return real;
    }
}
