using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi;

/// <summary>
/// What to refresh. With no property set it is a classic refresh (8 a day on shared capacity); with any it is an enhanced one
/// (Premium), which can be followed by id and cancelled. There is no notifyOption: a service principal cannot use it.
/// </summary>
public sealed record RefreshRequest
{
    public static readonly RefreshRequest Classic = new();

    public static readonly RefreshRequest Full = new() { Type = "Full" };

    /// <summary>Full, ClearValues, Calculate, DataOnly, Automatic or Defragment.</summary>
    public string? Type { get; init; }

    /// <summary>Transactional or PartialBatch.</summary>
    public string? CommitMode { get; init; }

    public int? MaxParallelism { get; init; }

    public int? RetryCount { get; init; }

    public IReadOnlyList<RefreshTarget>? Objects { get; init; }

    /// <summary>True is refused together with PartialBatch.</summary>
    public bool? ApplyRefreshPolicy { get; init; }

    public DateTimeOffset? EffectiveDate { get; init; }

    /// <summary>Limit for each attempt, up to 24 h.</summary>
    public TimeSpan? Timeout { get; init; }

    [JsonIgnore]
    public bool IsEnhanced => this != Classic;
}

/// <summary>A table, or one partition of it.</summary>
public sealed record RefreshTarget(string Table, string? Partition = null);
