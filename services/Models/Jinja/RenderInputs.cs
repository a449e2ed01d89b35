namespace ControlPlane.Models.Jinja;

/// <summary>
/// What a rendering read of its invocation: for another tenant of the same project the text must be rendered again when any of it differs there.
/// Where a relation is (database, schema) is not among it: that follows from the target.
/// </summary>
public sealed class RenderInputs
{
    /// <summary>Names given to <c>var</c>, found or not.</summary>
    public SortedSet<string> Vars { get; } = new(StringComparer.Ordinal);

    /// <summary>Names given to <c>env_var</c>.</summary>
    public SortedSet<string> EnvironmentVariables { get; } = new(StringComparer.Ordinal);

    /// <summary>Members of <c>target</c> other than those that say where relations are; <c>*</c> when all of it was read.</summary>
    public SortedSet<string> TargetMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>Members of <c>adapter</c> that ask the engine something: <c>get_columns_in_relation</c>.</summary>
    public SortedSet<string> AdapterCalls { get; } = new(StringComparer.Ordinal);

    /// <summary>Other names whose value is of the invocation: <c>run_started_at</c>, <c>invocation_id</c>, <c>flags.FULL_REFRESH</c>.</summary>
    public SortedSet<string> Invocation { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The text looked at names of databases and schemas themselves (<c>target.schema</c>, <c>this.database</c>, <c>model</c>), rather than only putting
    /// relations where they belong: what it makes of them is only known by rendering it.
    /// </summary>
    public bool Place { get; set; }

    /// <summary>The rendering is the same for all invocations.</summary>
    public bool IsEmpty => Vars.Count + EnvironmentVariables.Count + TargetMembers.Count + AdapterCalls.Count + Invocation.Count == 0 && !Place;

    /// <summary>Takes over what another rendering, that this one contains, has read.</summary>
    public void Add(RenderInputs other)
    {
        Vars.UnionWith(other.Vars);
        EnvironmentVariables.UnionWith(other.EnvironmentVariables);
        TargetMembers.UnionWith(other.TargetMembers);
        AdapterCalls.UnionWith(other.AdapterCalls);
        Invocation.UnionWith(other.Invocation);
        Place |= other.Place;
    }
}
