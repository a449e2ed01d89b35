using ControlPlane.DuckDb;
namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Gives a connection back at the end of a block.</summary>
internal sealed class Released(DuckDbFile file, NativeConnection connection) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await file.ReleaseAsync(connection);
}
