using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing;

/// <summary>Readies the sessions of a run that builds for a publication, where nobody else watches them.</summary>
public sealed class BuildingSessions(IAdapter adapter) : ISessionWatch
{
    public IAdapterConnection Open(Func<IAdapterConnection> open) => open();

    public void Opened(IAdapterConnection connection)
    {
        if (connection.Name != Publication.Session) Publication.PrepareWorker(adapter, connection);
    }

    public T Run<T>(IAdapterConnection connection, Func<T> statements) => statements();
}
