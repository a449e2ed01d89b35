using System.Text.Json.Serialization;

namespace ControlPlane.Reconciliation;

[JsonConverter(typeof(JsonStringEnumConverter<ConditionStatus>))]
public enum ConditionStatus { False, True, Unknown }

/// <summary>What a reconciler last knew about one aspect of a thing. Reasons are stable words that programs may compare; messages are for people.</summary>
/// <param name="Type">The aspect, for example <c>Synced</c> or <c>Ready</c>.</param>
/// <param name="Reason">One CamelCase word, for example <c>Unavailable</c>.</param>
/// <param name="ObservedGeneration">Which generation of the wish this speaks of.</param>
public sealed record Condition(string Type, ConditionStatus Status, string Reason, string Message, long ObservedGeneration = 0)
{
    /// <summary>When the status last changed; set by <see cref="Conditions.With"/>, null where that is not kept.</summary>
    public DateTimeOffset? LastTransitionAt { get; init; }
}

public static class Conditions
{
    /// <summary>The list with this condition in place of the one of its type; the time of transition moves only when the status does.</summary>
    public static IReadOnlyList<Condition> With(this IReadOnlyList<Condition> conditions, Condition condition, DateTimeOffset now)
    {
        var previous = conditions.FirstOrDefault(other => other.Type == condition.Type);
        var since = previous is not null && previous.Status == condition.Status ? previous.LastTransitionAt : now;
        return [.. conditions.Where(other => other.Type != condition.Type), condition with { LastTransitionAt = since }];
    }
}
