using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Reads seeds' files for <c>load_agate_table</c>.</summary>
internal static class SeedRows
{
    public static Func<ManifestNode, object?> Read(ProjectSet projects) => seed =>
    {
        var folder = seed.RootPath ?? projects.Find(seed.PackageName).Folder ?? "";
        var types = seed.Config.Map("column_types").Keys.ToList();
        return SeedFile.Read(Path.Combine(folder, seed.OriginalFilePath), types, seed.OriginalFilePath, seed.Config.Text("delimiter") ?? ",");
    };
}
