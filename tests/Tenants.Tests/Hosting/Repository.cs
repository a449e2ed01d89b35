namespace ControlPlane.Tenants.Tests.Hosting;

internal static class Repository
{
    /// <summary>A folder of the checkout.</summary>
    public static string Folder(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ControlPlane.sln"))) return Path.Combine(folder.FullName, relative);
        throw new DirectoryNotFoundException("The tests do not run from within the checkout.");
    }
}
