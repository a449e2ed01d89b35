namespace ControlPlane.Testing;

/// <summary>Real data that lies beside the checkout in CI and not on every machine.</summary>
public static class SharedData
{
    public static bool IsRequired => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>The file's full path; null where it is not there.</summary>
    public static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", relative);
            if (File.Exists(candidate)) return candidate;
        }
        return null;
    }
}
