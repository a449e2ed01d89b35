using System.Runtime.CompilerServices;

namespace ControlPlane.Activation.Activations;

/// <summary>Compares a mart with what was sent before in one pass over both, each in the order of its keys: memory does not grow with either.</summary>
internal static class Differences
{
    public static async IAsyncEnumerable<Difference> BetweenAsync(
        IAsyncEnumerable<SelectedRow> mart, IAsyncEnumerable<SentRow> sent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var right = sent.GetAsyncEnumerator(cancellationToken);
        var more = await right.MoveNextAsync();
        SelectedRow? held = null;
        var repeated = false;
        await foreach (var row in mart.WithCancellation(cancellationToken))
        {
            if (held is { } previous)
            {
                var order = BytewiseOrder.Compare(previous.Key, row.Key);
                // A wrong order would let rows pass for new or vanished ones.
                if (order > 0) throw new InvalidOperationException("The mart's rows did not come in the order of their keys.");
                if (order == 0) repeated = true;
                if (repeated) yield return new Difference(DifferenceKind.Ambiguous, previous);
                if (order < 0)
                {
                    while (more && BytewiseOrder.Compare(right.Current.Key, previous.Key) < 0)
                    {
                        yield return Vanished(right.Current);
                        more = await right.MoveNextAsync();
                    }
                    if (!repeated) yield return Compare(previous, more ? right.Current : null);
                    if (more && right.Current.Key == previous.Key) more = await right.MoveNextAsync();
                    repeated = false;
                }
            }
            held = row;
        }
        if (held is { } last)
        {
            while (more && BytewiseOrder.Compare(right.Current.Key, last.Key) < 0)
            {
                yield return Vanished(right.Current);
                more = await right.MoveNextAsync();
            }
            yield return repeated ? new Difference(DifferenceKind.Ambiguous, last) : Compare(last, more ? right.Current : null);
            if (more && right.Current.Key == last.Key) more = await right.MoveNextAsync();
        }
        while (more)
        {
            yield return Vanished(right.Current);
            more = await right.MoveNextAsync();
        }
    }

    private static Difference Compare(SelectedRow row, SentRow? sent) =>
        new(sent is { } before && before.Key == row.Key && before.Hash.AsSpan().SequenceEqual(row.Hash) ? DifferenceKind.Unchanged : DifferenceKind.Changed, row);

    private static Difference Vanished(SentRow sent) => new(DifferenceKind.Vanished, new SelectedRow(sent.Key, sent.Hash, []));
}
