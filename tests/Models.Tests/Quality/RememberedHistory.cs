using ControlPlane.Models.Quality.History;

namespace ControlPlane.Models.Tests.Quality;

internal sealed class RememberedHistory : IQualityHistory
{
    public List<QualityRecord> Records { get; } = [];

    public void Append(IReadOnlyList<QualityRecord> records) => Records.AddRange(records);

    public IReadOnlyDictionary<CheckKey, IReadOnlyList<QualityRecord>> Read(IReadOnlyDictionary<CheckKey, int> windows) => Records
        .Where(record => record.Value is not null && windows.ContainsKey(record.Key)).GroupBy(record => record.Key)
        .ToDictionary(group => group.Key, group => (IReadOnlyList<QualityRecord>)[.. group.TakeLast(windows[group.Key])]);
}
