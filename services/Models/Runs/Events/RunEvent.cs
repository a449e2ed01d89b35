using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs.Events;

/// <summary>Something that happened in a run.</summary>
public abstract record RunEvent;

public sealed record RunStarted(int Nodes, int Threads, string Target) : RunEvent;

/// <param name="Description"><c>sql view model public.a</c></param>
/// <param name="Index">From 1, in the order begun.</param>
public sealed record NodeStarted(GraphNode Node, string Description, int Index, int Total) : RunEvent;

/// <param name="Cause">The ephemeral model whose failure is why it was skipped.</param>
public sealed record NodeFinished(NodeResult Result, string Description, int Index, int Total, NodeResult? Cause = null) : RunEvent;

/// <param name="Name"><c>shop.on-run-start.0</c></param>
public sealed record HookStarted(ManifestNode Hook, string Name, int Index, int Total) : RunEvent;

public sealed record HookFinished(NodeResult Result, string Name, int Index, int Total) : RunEvent;

/// <summary>All hooks of one kind are done (or are about to be, for those at the end).</summary>
public sealed record HooksPassed(bool AtEnd) : RunEvent;

/// <param name="Description"><c>batch 2024-01-01 of public.events</c></param>
public sealed record BatchStarted(ManifestNode Node, string Description, int Index, int Total) : RunEvent;

public sealed record BatchFinished(NodeResult Result, string Description, int Index, int Total) : RunEvent;

/// <summary>The statement that a node was in was ended on the server.</summary>
public sealed record StatementCancelled(string UniqueId) : RunEvent;

public sealed record NothingSelected : RunEvent;

/// <summary>The first failure ended the run.</summary>
public sealed record FailedFast(NodeResult Result) : RunEvent;

/// <summary>A template's <c>log(..., info=true)</c>, <c>print</c> or warning, or the run's own.</summary>
public sealed record Noted(string Message, bool IsWarning = false) : RunEvent;

public sealed record RunEnded(RunResult Result) : RunEvent;
