namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>The files that are open in this process, each once; a database in memory is its opener's alone.</summary>
internal static class DuckDbInstances
{
    private static readonly Lock Opening = new();
    private static readonly Dictionary<string, (DuckDbInstance Instance, int Users)> Shared = new(StringComparer.Ordinal);

    /// <exception cref="AdapterException">The file cannot be opened, or a setting is refused.</exception>
    public static DuckDbInstance Open(DuckDbSettings settings)
    {
        if (settings.Path == DuckDbSettings.InMemory) return DuckDbInstance.Open(settings);
        var path = Path.GetFullPath(settings.Path);
        lock (Opening)
        {
            var (instance, users) = Shared.GetValueOrDefault(path);
            instance ??= DuckDbInstance.Open(settings);
            Shared[path] = (instance, users + 1);
            return instance;
        }
    }

    public static void Close(DuckDbInstance instance)
    {
        lock (Opening)
        {
            var (path, known) = Shared.FirstOrDefault(pair => pair.Value.Instance == instance);
            if (path is not null && known.Users > 1)
            {
                Shared[path] = (instance, known.Users - 1);
                return;
            }
            if (path is not null) Shared.Remove(path);
            instance.Dispose();
        }
    }
}
