namespace ControlPlane.Transformation.Quality;

/// <param name="Run">The run whose content readers see; null where none was checked.</param>
/// <param name="Inputs">Checks on what is no mart: sources and the models that marts are built from.</param>
/// <param name="Refused">What a newer run was not published for; null where there is none.</param>
public sealed record QualityView(Guid? Run, DateTimeOffset? At, IReadOnlyList<MartQualityView> Marts, IReadOnlyList<CheckView> Inputs, RefusedView? Refused);

/// <param name="Score">0 to 100.</param>
/// <param name="Losses">Why it is not 100, the greatest first.</param>
/// <param name="Checks">On the mart itself.</param>
public sealed record MartQualityView(string Mart, double Score, IReadOnlyList<QualityLoss> Losses, IReadOnlyList<CheckView> Checks);

/// <param name="Node">What was checked: <c>customers</c>, or <c>app.orders</c> of a source.</param>
/// <param name="Status">pass, learning, warn, fail or error.</param>
/// <param name="Value">A count, a share, or an age in seconds.</param>
/// <param name="Rows">Of the relation.</param>
public sealed record CheckView(string Node, string Check, string Kind, string Dimension, string Severity, string Status, double? Value, long? Failures, long? Rows, string Message);

/// <param name="Failed">Checks of severity error that failed or could not be evaluated; none where something else went wrong.</param>
public sealed record RefusedView(Guid Run, DateTimeOffset At, IReadOnlyList<CheckView> Failed);

/// <param name="Items">The newest run first.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record MartHistory(string Mart, IReadOnlyList<MartHistoryItem> Items, Guid? Next);

/// <param name="Published">Readers were shown it, and nobody took that back. What was not published trains no check.</param>
public sealed record MartHistoryItem(Guid Run, DateTimeOffset At, bool Published, double Score, IReadOnlyList<QualityLoss> Losses, IReadOnlyList<CheckView> Checks);
