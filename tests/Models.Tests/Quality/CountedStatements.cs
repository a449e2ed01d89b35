using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Tests.Quality;

/// <param name="before">Told the number of each statement, from 1, before it runs.</param>
internal sealed class CountedStatements(Action<int>? before = null) : ISessionWatch
{
    private int _count;

    public int Count => _count;

    public IAdapterConnection Open(Func<IAdapterConnection> open) => open();

    public void Opened(IAdapterConnection connection)
    {
    }

    public T Run<T>(IAdapterConnection connection, Func<T> statements)
    {
        var number = Interlocked.Increment(ref _count);
        before?.Invoke(number);
        return statements();
    }
}
