namespace ControlPlane.Connectors.Retrievers;

/// <summary>A retriever whose slices take time at the source before they can be read, so that several are got ready at once.</summary>
internal interface IPreparedSlices
{
    /// <summary>Gets slices ready; they come out one for one and in order.</summary>
    /// <param name="slice">The slice of an item.</param>
    /// <exception cref="ConnectorException">A slice could not be got ready; the work on the others has been ended.</exception>
    IAsyncEnumerable<(T Item, StreamSlice Slice)> PrepareAsync<T>(
        IAsyncEnumerable<T> items, Func<T, StreamSlice> slice, ReadContext context, CancellationToken cancellationToken);
}
