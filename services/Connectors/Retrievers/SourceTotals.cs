namespace ControlPlane.Connectors.Retrievers;

/// <summary>The number of a read's records as the source says it, over all slices, against the number that its pages held. Slices may come at once.</summary>
internal sealed class SourceTotals
{
    private readonly Lock _lock = new();
    private long _said;
    private long _held;
    private int _wrong;
    private int _slices;
    private bool _isPartial;

    /// <summary>Null when no slice, or not every one, told of its records.</summary>
    public long? Said => _slices == 0 || _isPartial ? null : _said;

    /// <summary>Null when what was said is what came.</summary>
    public ReadWarning? Mismatch => _wrong == 0 ? null : new ReadWarning(
        "SourceTotal",
        $"the source says that it has {_said} records, but its pages held {_held}{(_slices > 1 ? $" ({_wrong} of {_slices} slices are wrong)" : "")}: records may be missing or come twice; look at the paginator, or read again");

    public void Add(long least, long most, long last, long held)
    {
        lock (_lock)
        {
            _slices++;
            _said += last;
            _held += held;
            if (held < least || held > most) _wrong++;
        }
    }

    public void AddUnknown()
    {
        lock (_lock) _isPartial = true;
    }
}
