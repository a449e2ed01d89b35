using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Tests.Quality;

internal sealed class CountedStatements : ISessionWatch
{
    private int _count;

    public int Count => _count;

    public IAdapterConnection Open(Func<IAdapterConnection> open) => open();

    public void Opened(IAdapterConnection connection)
    {
    }

    public T Run<T>(IAdapterConnection connection, Func<T> statements)
    {
        Interlocked.Increment(ref _count);
        return statements();
    }
}
