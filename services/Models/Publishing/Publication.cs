using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Publishing;

/// <summary>
/// Write, audit, publish for one run. The nodes that it builds are made in shadow schemas; what readers see changes in one transaction, when the caller
/// publishes, or not at all. It may end anywhere: the next one clears away what was left. Not for concurrent use.
/// </summary>
public sealed class Publication : IDisposable
{
    /// <summary>What the session is called that publishes: its statements may have to be tried again.</summary>
    public const string Session = "publish";

    private const string InsufficientPrivilege = "42501";
    private const int RenewAttempts = 50;

    private static readonly TimeSpan RenewPause = TimeSpan.FromMilliseconds(100);

    private readonly IAdapter _adapter;
    private readonly Manifest _manifest;
    private readonly PublishOptions _options;
    private readonly TimeProvider _time;
    private readonly IRelationEngine _engine;
    private IAdapterConnection _connection;
    private readonly PublishedRecord _record;
    private readonly Shadow _shadow;
    private readonly HashSet<RelationPlace> _tests;
    private bool _held;
    private bool _cancelled;

    private Publication(Manifest manifest, IAdapter adapter, PublishOptions options, TimeProvider time, IAdapterConnection connection)
    {
        (_manifest, _adapter, _options, _time, _connection) = (manifest, adapter, options, time, connection);
        _engine = RelationEngines.For(adapter);
        _shadow = new(manifest, adapter);
        _record = new(_engine, _shadow.Kept(adapter.Target.Schema));
        _tests = [.. manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test && node.RelationName is not null).Select(_shadow.PublishedPlace)];
    }

    /// <exception cref="PublishException">Another run works on the same database.</exception>
    /// <exception cref="AdapterException">The engine cannot be reached, or is none that models can be published in.</exception>
    public static Publication Open(Manifest manifest, IAdapter adapter, PublishOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var publication = new Publication(manifest, adapter, options, time, adapter.Connect(Session, cancellationToken));
        try
        {
            publication.Hold();
            return publication;
        }
        catch
        {
            publication.Dispose();
            throw;
        }
    }

    /// <summary>Where the project is not known: enough for a rollback.</summary>
    /// <exception cref="PublishException">Another run works on the same database.</exception>
    /// <exception cref="AdapterException">The engine cannot be reached, or is none that models can be published in.</exception>
    public static Publication Open(IAdapter adapter, PublishOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var packages = InternalPackages.For(adapter.Target.Type);
        return Open(new Manifest { Projects = new(packages[0], packages, adapter.Target), Invocation = new() }, adapter, options, time, cancellationToken);
    }

    /// <summary>The swap of this run was committed, whether or not anybody recorded it.</summary>
    public bool IsPublished() => PublishedRuns.Names(_record.Read(_connection), _options.Run);

    /// <summary>Readers see something that the run published.</summary>
    public bool IsPublishedBy(string run) => _record.Read(_connection).Any(row => row.Run == run && !row.IsKept);

    /// <summary>What was published and is not replaced.</summary>
    public IReadOnlyList<RelationPlace> Published() => [.. _record.Read(_connection).Where(row => !row.IsKept).Select(row => row.Place)];

    /// <summary>The name as written into SQL.</summary>
    public string Render(RelationPlace place) => $"{_engine.Quote(place.Schema)}.{_engine.Quote(place.Name)}";

    /// <summary>The selected nodes that are in the shadow, and whole, from an earlier attempt.</summary>
    public IReadOnlySet<string> Built(IReadOnlyCollection<string> selected)
    {
        var nodes = Relations(selected).ToList();
        var observed = _engine.Observe(_connection, [.. nodes.Select(node => _shadow.Next(node.Schema)).Distinct(StringComparer.Ordinal)]).Select(relation => relation.Place).ToHashSet();
        return nodes.Where(node => observed.Contains(new(_shadow.Next(node.Schema), node.Alias))).Select(node => node.UniqueId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Clears the shadow, copies into it what grows from what is there (incremental models, snapshots), and points the selected nodes to it. Gives the
    /// selected and, with them, the views of the project that would otherwise go on reading what is replaced.
    /// </summary>
    /// <param name="selected">Unique ids.</param>
    /// <param name="kept">Of the selected, those to be left in the shadow as an earlier attempt built them.</param>
    /// <exception cref="PublishException">Something that is not the project's stands in the way, named in the message.</exception>
    /// <exception cref="OperationCanceledException">What was copied by then is dropped with the rest of the shadow.</exception>
    public IReadOnlyCollection<string> Prepare(IReadOnlyCollection<string> selected, IReadOnlySet<string>? kept = null, CancellationToken cancellationToken = default)
    {
        using var cancel = cancellationToken.Register(Cancel);
        try
        {
            return PrepareShadow(selected, kept);
        }
        catch (AdapterException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private IReadOnlyCollection<string> PrepareShadow(IReadOnlyCollection<string> selected, IReadOnlySet<string>? kept)
    {
        var nodes = Relations(selected).ToList();
        var all = Relations(_manifest.Nodes.Keys).Select(node => node.Schema).Append(_adapter.Target.Schema).Distinct(StringComparer.Ordinal).ToList();
        var schemas = nodes.Select(node => node.Schema).Append(_adapter.Target.Schema).Distinct(StringComparer.Ordinal).ToList();
        Clear(all, nodes.Where(node => kept?.Contains(node.UniqueId) == true).Select(node => new RelationPlace(_shadow.Next(node.Schema), node.Alias)).ToHashSet());
        var observed = _engine.Observe(_connection, all);
        nodes.AddRange(Dependants(nodes, observed));
        schemas = [.. schemas.Union(nodes.Select(node => node.Schema), StringComparer.Ordinal)];
        CreateSchemas([.. schemas, .. schemas.Select(_shadow.Next), .. schemas.Select(_shadow.Kept)]);
        if (!_record.Exists(_connection)) _record.Create(_connection);
        foreach (var node in nodes.Where(node => kept?.Contains(node.UniqueId) != true && Grows(node)))
            if (observed.FirstOrDefault(relation => relation.Place == new RelationPlace(node.Schema, node.Alias)) is { Kind: StoredKind.Table } table)
                _engine.Copy(_connection, table.Place, _shadow.Next(node.Schema));
        _shadow.Enter(nodes);
        Plan();
        return [.. selected.Union(nodes.Select(node => node.UniqueId), StringComparer.Ordinal)];
    }

    /// <summary>Readies a session that builds.</summary>
    public static void PrepareWorker(IAdapter adapter, IAdapterConnection connection) => RelationEngines.For(adapter).Prepare(connection);

    /// <summary>Swaps everything built in for what readers see, all in one transaction. What was replaced is kept, and what was kept before is gone.</summary>
    /// <exception cref="PublishException">Something stands in the way, or readers never let go.</exception>
    public void Publish(CancellationToken cancellationToken)
    {
        Reference(Plan().Plan);
        new Swapping(_engine, _connection, _options, _time).Run(() => Swap(Complete(Plan())), cancellationToken);
    }

    private void Reference(SwapPlan plan)
    {
        var tables = plan.Keep.Where(relation => relation.Kind == StoredKind.Table).Select(relation => relation.Place).ToHashSet();
        var copies = plan.Builds.Where(build => build.Build.Kind == StoredKind.Table && tables.Contains(build.Place) && Grows(build.Node)).Select(build => (build.Place, build.Build.Place)).ToList();
        _engine.Reference(_connection, copies, plan.Builds.ToDictionary(build => build.Place, build => build.Build.Place));
    }

    /// <exception cref="PublishException">A node was run and left nothing: readers would lose what they have of it.</exception>
    private (SwapPlan Plan, IReadOnlyList<PublishedRow> Rows) Complete((SwapPlan Plan, IReadOnlyList<PublishedRow> Rows) planned)
    {
        var plan = planned.Plan;
        var built = plan.Builds.Select(build => build.Place).ToHashSet();
        foreach (var node in _shadow.Nodes.Where(node => !built.Contains(_shadow.PublishedPlace(node)) && plan.Keep.Any(relation => relation.Place == _shadow.PublishedPlace(node))))
            throw new PublishException(PublishFailure.Blocked, $"{node.OriginalFilePath} was run, but {_shadow.ShadowPlace(node)} is not there; see to it that no hook drops or renames it.");
        return planned;
    }

    /// <summary>Takes the nodes back to where readers see them.</summary>
    public void Leave() => _shadow.Leave();

    /// <summary>Drops what was built and not published.</summary>
    public void Discard()
    {
        _shadow.Leave();
        if (_cancelled) Renew();
        Clear([.. Relations(_manifest.Nodes.Keys).Select(node => node.Schema).Append(_adapter.Target.Schema).Distinct(StringComparer.Ordinal)], new HashSet<RelationPlace>());
    }

    /// <summary>Returns to what the last publication replaced; what it published is kept in turn.</summary>
    /// <returns>What is seen again.</returns>
    /// <exception cref="PublishException">Nothing is kept, or something stands in the way.</exception>
    public IReadOnlyList<RelationPlace> Rollback(CancellationToken cancellationToken)
    {
        var rollback = new Rollback(_engine, _connection, _record, _shadow);
        Clear(rollback.Schemas(), new HashSet<RelationPlace>());
        return new Swapping(_engine, _connection, _options, _time).Run(rollback.Swap, cancellationToken);
    }

    public void Dispose()
    {
        _shadow.Leave();
        LetGo();
        _connection.Dispose();
    }

    /// <summary>A copy of a large table may take long.</summary>
    private void Cancel()
    {
        _cancelled = true;
        _connection.Cancel();
    }

    /// <summary>A session that was cancelled runs nothing more.</summary>
    private void Renew()
    {
        LetGo();
        _connection.Dispose();
        _connection = _adapter.Connect(Session, CancellationToken.None);
        _cancelled = false;
        // The server lets go only once it has noticed that the session has ended.
        Hold(RenewAttempts);
    }

    private void LetGo()
    {
        try
        {
            if (_held) _engine.Release(_connection);
        }
        catch (AdapterException)
        {
            // The session has ended, and the engine has let go with it.
        }
        _held = false;
    }

    private void Hold(int attempts = 1)
    {
        while (!_engine.TryHold(_connection))
        {
            if (--attempts == 0) throw new PublishException(PublishFailure.Held, $"Another run is publishing in {_adapter.Target.Database}. Wait until it has ended.");
            Thread.Sleep(RenewPause);
        }
        _held = true;
        _engine.EndStrays(_connection, TimeSpan.FromSeconds(10));
    }

    private IEnumerable<ManifestNode> Relations(IEnumerable<string> ids) => ids.Select(_manifest.Find).OfType<ManifestNode>().Where(Shadow.IsPublished);

    /// <summary>Whether building it adds to what is there: the increment of a copy is the same as of the original.</summary>
    private bool Grows(ManifestNode node) => node.ResourceType == ResourceType.Snapshot
        || node.ResourceType == ResourceType.Model && node.Config.Materialized is not ("view" or "table" or "materialized_view" or "external")
            && (node.Config.Flag("full_refresh") ?? _manifest.Invocation.FullRefresh) != true;

    /// <summary>Views of the project's other models that are defined by what will be replaced, directly or not.</summary>
    private List<ManifestNode> Dependants(List<ManifestNode> nodes, IReadOnlyList<StoredRelation> observed)
    {
        var built = nodes.ToHashSet();
        var replaced = nodes.Select(node => new RelationPlace(node.Schema, node.Alias)).ToHashSet();
        var places = _engine.FindDependents(_connection, [.. observed.Select(relation => relation.Place).Where(replaced.Contains)]).Select(dependent => dependent.Relation.Place).ToHashSet();
        return [.. Relations(_manifest.Nodes.Keys).Where(node => !built.Contains(node) && places.Contains(new(node.Schema, node.Alias)))];
    }

    private void Clear(IReadOnlyList<string> schemas, HashSet<RelationPlace> except)
    {
        var left = _engine.Observe(_connection, [.. schemas.Select(_shadow.Next)]).Where(relation => relation.Ours && !except.Contains(relation.Place)).ToList();
        if (left.Count == 0) return;
        var places = left.Select(relation => relation.Place).ToHashSet();
        // Whatever else looks at them would be lost with them, unless it is to be dropped too.
        foreach (var (dependent, on) in _engine.FindDependents(_connection, places))
        {
            if (places.Contains(dependent.Place)) continue;
            if (!_tests.Contains(dependent.Place) && !except.Contains(dependent.Place))
                throw new PublishException(PublishFailure.Blocked, $"{dependent.Place} depends on {on}, which a run builds and drops; drop it or let it read the published relation.");
            left.Add(dependent);
        }
        _engine.Drop(_connection, left);
    }

    private void CreateSchemas(IReadOnlyList<string> schemas)
    {
        var there = _engine.Schemas(_connection, schemas).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var schema in schemas.Where(there.Add))
        {
            try
            {
                _connection.Execute($"create schema {_engine.Quote(schema)}");
            }
            catch (AdapterException exception) when (exception.Code == InsufficientPrivilege)
            {
                throw new PublishException(PublishFailure.Unprepared, $"Schema {schema} is missing in {_adapter.Target.Database}, and whoever builds the models may not make it. Have it made, with the right to create in it.", exception);
            }
        }
    }

    private (SwapPlan Plan, IReadOnlyList<PublishedRow> Rows) Plan()
    {
        var rows = _record.Read(_connection);
        string[] schemas = [.. _shadow.Nodes.Select(node => _shadow.PublishedPlace(node).Schema).Distinct(StringComparer.Ordinal)];
        var observed = _engine.Observe(_connection, [.. schemas, .. schemas.Select(_shadow.Next)]);
        var replaced = SwapPlan.Replaced(_shadow, observed);
        var gone = KeptPlaces(rows);
        var dependents = _engine.FindDependents(_connection, [.. replaced.Select(relation => relation.Place)]).Where(dependent => !gone.Contains(dependent.Relation.Place)).ToList();
        return (SwapPlan.For(_shadow, observed, dependents, rows.Where(row => !row.IsKept).Select(row => row.Place).ToHashSet(), _tests), rows);
    }

    private HashSet<RelationPlace> KeptPlaces(IEnumerable<PublishedRow> rows) => [.. rows.Where(row => row.IsKept).Select(row => row.Place with { Schema = _shadow.Kept(row.Place.Schema) })];

    private SwapPlan? Swap((SwapPlan Plan, IReadOnlyList<PublishedRow> Rows) work)
    {
        var (plan, rows) = work;
        var kept = KeptPlaces(rows);
        _engine.Drop(_connection, [.. _engine.Observe(_connection, [.. kept.Select(place => place.Schema).Distinct(StringComparer.Ordinal)]).Where(relation => kept.Contains(relation.Place)), .. plan.Drop]);
        CreateSchemas([.. plan.Keep.Select(relation => _shadow.Kept(relation.Place.Schema)).Distinct(StringComparer.Ordinal)]);
        _engine.Move(_connection, [.. plan.Keep.Select(relation => (relation, _shadow.Kept(relation.Place.Schema)))], new Dictionary<string, string>());
        var shadows = plan.Builds.Select(build => build.Place.Schema).Distinct(StringComparer.Ordinal).ToDictionary(_shadow.Next, schema => schema, StringComparer.Ordinal);
        _engine.Move(_connection, [.. plan.Builds.Select(build => (build.Build, build.Place.Schema))], shadows);
        if (!NobodyElseReads(plan)) return null;
        var swap = rows.Select(row => row.Swap).DefaultIfEmpty(0).Max() + 1;
        var replaced = plan.Keep.Select(relation => relation.Place).ToHashSet();
        var built = plan.Builds.Select(build => build.Place).ToHashSet();
        _record.Write(_connection,
        [
            .. rows.Where(row => !row.IsKept && !replaced.Contains(row.Place) && !built.Contains(row.Place)),
            .. plan.Keep.Select(relation => (rows.FirstOrDefault(row => row.Place == relation.Place && !row.IsKept) ?? new(relation.Place, "", "", swap, true)) with { Swap = swap, IsKept = true }),
            .. plan.Builds.Select(build => new PublishedRow(build.Place, build.Node.UniqueId, _options.Run, swap, false)),
        ]);
        return plan;
    }

    /// <summary>Whoever made a view of them since the plan would go on reading what is kept; from here on nobody can.</summary>
    private bool NobodyElseReads(SwapPlan plan)
    {
        var moved = plan.Keep.Select(relation => relation.Place with { Schema = _shadow.Kept(relation.Place.Schema) }).ToHashSet();
        return _engine.FindDependents(_connection, moved).All(dependent => moved.Contains(dependent.Relation.Place));
    }
}
