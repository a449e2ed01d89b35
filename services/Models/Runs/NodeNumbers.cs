namespace ControlPlane.Models.Runs;

/// <summary>The numbers that progress shows: <c>3 of 28</c>, in the order begun. Ephemeral models have none.</summary>
internal sealed class NodeNumbers(int total)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public int Total => total;

    public void Assign(string uniqueId)
    {
        lock (_numbers) _numbers[uniqueId] = _numbers.Count + 1;
    }

    public int Of(string uniqueId)
    {
        lock (_numbers) return _numbers.GetValueOrDefault(uniqueId);
    }
}
