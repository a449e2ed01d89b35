using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using Microsoft.Extensions.Logging.Abstractions;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>One opened database.</summary>
internal sealed class DuckDbInstance : IDisposable
{
    private readonly DuckDbSettings _settings;
    private nint _database;

    private DuckDbInstance(DuckDbSettings settings, nint database) => (_settings, _database) = (settings, database);

    public static DuckDbInstance Open(DuckDbSettings settings)
    {
        try
        {
            // On a thread of the pool: what goes on after a wait must not need the thread that blocks here.
            Task.Run(() => DuckDbLibrary.LoadAsync(settings.Cache, NullLogger.Instance, CancellationToken.None)).GetAwaiter().GetResult();
            var instance = new DuckDbInstance(settings, OpenDatabase(settings));
            instance.Prepare();
            return instance;
        }
        catch (Exception exception) when (exception is DuckDbException or NativePackages.NpmPackageException or DllNotFoundException or IOException)
        {
            throw new AdapterException($"DuckDB cannot open '{settings.Path}': {exception.Message}", innerException: exception);
        }
    }

    public NativeConnection Connect()
    {
        NativeConnection? connection = null;
        try
        {
            connection = NativeConnection.Open(_database);
            foreach (var (name, value) in _settings.Settings) connection.Run(handle => DuckDbStatement.Run(handle, $"SET {name} = {Literal(value)}"));
            return connection;
        }
        catch (DuckDbException exception)
        {
            connection?.Close();
            throw DuckDbErrors.Translate(exception, "settings of profiles.yml");
        }
    }

    public void Dispose()
    {
        if (_database != 0) DuckDbApi.Close(ref _database);
        _database = 0;
    }

    private static nint OpenDatabase(DuckDbSettings settings)
    {
        if (settings.Path != DuckDbSettings.InMemory && Path.GetDirectoryName(Path.GetFullPath(settings.Path)) is { } folder) Directory.CreateDirectory(folder);
        if (DuckDbApi.CreateConfig(out var config) != 0) throw new DuckDbException("Out of Memory Error: no configuration could be made");
        try
        {
            // Extensions are those of this machine: nothing is fetched while models run.
            foreach (var (name, value) in settings.Options.Prepend(("autoinstall_known_extensions", "false")))
                if (DuckDbApi.SetConfig(config, name, value) != 0) throw new DuckDbException($"Invalid Input Error: DuckDB does not know the option '{name}' of config_options in profiles.yml");
            if (DuckDbApi.Open(settings.Path, out var database, config, out var error) == 0) return database;
            var refused = DuckDbException.Of(error);
            DuckDbApi.Free(error);
            throw refused;
        }
        finally
        {
            DuckDbApi.DestroyConfig(ref config);
        }
    }

    private void Prepare()
    {
        if (DuckDbApi.Connect(_database, out var connection) != 0) throw new DuckDbException("Connection Error: no connection could be made");
        try
        {
            foreach (var extension in _settings.Extensions) DuckDbStatement.Run(connection, $"LOAD {Quote(extension)}");
            foreach (var attachment in _settings.Attachments) DuckDbStatement.Run(connection, attachment);
        }
        catch
        {
            DuckDbApi.Disconnect(ref connection);
            Dispose();
            throw;
        }
        DuckDbApi.Disconnect(ref connection);
    }
}
