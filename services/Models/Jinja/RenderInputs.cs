using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Models.Jinja;

/// <summary>
/// What a rendering read of its invocation: for another tenant of the same project the text must be rendered again when any of it differs there.
/// Where a relation is (database, schema) is not among it: that follows from the target.
/// </summary>
public sealed class RenderInputs
{
    // Most renderings read nothing: sets are made when something is put into them.
    private SortedSet<string>? _vars, _environmentVariables, _targetMembers, _adapterCalls, _invocation;

    /// <summary>Names given to <c>var</c>, found or not.</summary>
    public SortedSet<string> Vars => _vars ??= new(StringComparer.Ordinal);

    /// <summary>Names given to <c>env_var</c>.</summary>
    public SortedSet<string> EnvironmentVariables => _environmentVariables ??= new(StringComparer.Ordinal);

    /// <summary>Members of <c>target</c> other than those that say where relations are; <c>*</c> when all of it was read.</summary>
    public SortedSet<string> TargetMembers => _targetMembers ??= new(StringComparer.Ordinal);

    /// <summary>Members of <c>adapter</c> that ask the engine something: <c>get_columns_in_relation</c>.</summary>
    public SortedSet<string> AdapterCalls => _adapterCalls ??= new(StringComparer.Ordinal);

    /// <summary>Other names whose value is of the invocation: <c>run_started_at</c>, <c>invocation_id</c>, <c>flags.FULL_REFRESH</c>.</summary>
    public SortedSet<string> Invocation => _invocation ??= new(StringComparer.Ordinal);

    /// <summary>
    /// The text looked at names of databases and schemas themselves (<c>target.schema</c>, <c>this.database</c>, <c>model</c>), rather than only putting
    /// relations where they belong: what it makes of them is only known by rendering it.
    /// </summary>
    public bool Place { get; set; }

    /// <summary>The rendering is the same for all invocations.</summary>
    public bool IsEmpty => !Place && IsNone(_vars) && IsNone(_environmentVariables) && IsNone(_targetMembers) && IsNone(_adapterCalls) && IsNone(_invocation);

    /// <summary>Takes over what another rendering, that this one contains, has read.</summary>
    public void Add(RenderInputs other)
    {
        if (!IsNone(other._vars)) Vars.UnionWith(other._vars);
        if (!IsNone(other._environmentVariables)) EnvironmentVariables.UnionWith(other._environmentVariables);
        if (!IsNone(other._targetMembers)) TargetMembers.UnionWith(other._targetMembers);
        if (!IsNone(other._adapterCalls)) AdapterCalls.UnionWith(other._adapterCalls);
        if (!IsNone(other._invocation)) Invocation.UnionWith(other._invocation);
        Place |= other.Place;
    }

    private static bool IsNone([NotNullWhen(false)] SortedSet<string>? names) => names is null or { Count: 0 };
}
