namespace ControlPlane.Transformation.Quality;

/// <param name="From">Included.</param>
/// <param name="To">Not included.</param>
/// <param name="Cursor">The run after which the page begins, towards older ones.</param>
internal sealed record HistoryPage(DateTimeOffset? From, DateTimeOffset? To, int Limit, Guid? Cursor);
