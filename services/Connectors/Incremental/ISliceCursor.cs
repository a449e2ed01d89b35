namespace ControlPlane.Connectors.Incremental;

/// <summary>Watches the records of one slice go by. What a page brought counts only once the page is whole.</summary>
internal interface ISliceCursor
{
    /// <summary>The last record of the page was older than the window: a data feed has no more to give.</summary>
    bool EndsBeforeWindow { get; }

    void BeginPage();

    void CompletePage();

    /// <summary>The field at the top of each record that holds its cursor value.</summary>
    string Field { get; }

    /// <summary>Looks at a record's cursor value. False when the record lies outside of the window and is to be dropped.</summary>
    /// <param name="value">JSON as it stands in the record; empty when the record has no such field.</param>
    /// <param name="counts">False for a record that a filter drops: it may end a data feed but moves nothing.</param>
    bool Observe(ReadOnlySpan<byte> value, bool counts);
}
