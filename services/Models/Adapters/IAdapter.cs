using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>
/// One engine that models are built in, for one target. Safe for use by several threads. What an engine does in SQL is in its macro package
/// (<c>Macros/dbt_postgres</c>), which projects may override; here is only what needs code.
/// </summary>
public interface IAdapter : IDisposable
{
    AdapterTraits Traits { get; }

    TargetProfile Target { get; }

    /// <summary>What templates see as <c>target</c>, without secrets.</summary>
    IReadOnlyDictionary<string, object?> TargetValues { get; }

    /// <summary>What exists in the schemas of a run; filled once a run, kept right by what the run does.</summary>
    RelationCache Relations { get; }

    /// <summary>Takes part in what sessions do; null for nobody. To be set before the first connects.</summary>
    ISessionWatch? Watch { get; set; }

    /// <param name="name">Shown by the engine beside the session, where it can (<c>application_name</c>).</param>
    /// <exception cref="AdapterException">The engine cannot be reached or refuses the credentials.</exception>
    IAdapterConnection Connect(string name, CancellationToken cancellationToken);

    /// <summary>The relation with this engine's rules for quoting; <paramref name="quoting"/> where a project, source or node says otherwise.</summary>
    Relation Relation(string? database, string? schema, string? identifier, RelationType? type = null, IReadOnlyDictionary<string, bool>? quoting = null);

    /// <summary>A node's relation as the project quotes it.</summary>
    Relation Relation(ManifestNode node, ProjectSet projects);

    Relation Relation(SourceDefinition source, ProjectSet projects);

    /// <summary>What of a project cannot be, since readers go on reading what was published while it is built again.</summary>
    IReadOnlyList<ProjectError> CheckPlaces(Manifest manifest) => [];

    /// <summary>What this engine adds to <c>adapter</c> in templates, by name.</summary>
    IReadOnlyDictionary<string, AdapterMethod> Methods => System.Collections.Frozen.FrozenDictionary<string, AdapterMethod>.Empty;

    /// <summary>The columns of a query that is not run.</summary>
    IReadOnlyList<Column> DescribeQuery(IAdapterConnection connection, string sql) =>
        [.. connection.Execute(sql, fetch: true).Table.Columns.Select(column => new Column(column.Name, column.DataType, Traits.ColumnTypes))];
}

/// <summary>A method of <c>adapter</c> in templates.</summary>
public delegate object? AdapterMethod(AdapterValue adapter, TemplateArguments arguments);

/// <summary>How engines differ where code, not SQL, must know: data, so that nothing asks for an engine by name.</summary>
public sealed record AdapterTraits
{
    /// <summary><c>postgres</c>: <c>target.type</c>, and the middle of dispatched names (<c>postgres__name</c>).</summary>
    public required string Type { get; init; }

    /// <summary>Where dispatch looks after the project's own packages, most specific first: <c>dbt_postgres</c>, <c>dbt</c>.</summary>
    public required IReadOnlyList<string> MacroPackages { get; init; }

    /// <summary>Prefixes of dispatched names, most specific first: <c>postgres</c>, <c>default</c>.</summary>
    public required IReadOnlyList<string> DispatchPrefixes { get; init; }

    public required int MaxIdentifierBytes { get; init; }

    public char Quote { get; init; } = '"';

    /// <summary>Creating and renaming relations takes part in transactions.</summary>
    public bool TransactionalDdl { get; init; } = true;

    /// <summary>Batches of one microbatch model may be written at the same time.</summary>
    public bool ConcurrentBatches { get; init; }

    /// <summary>Sessions at once; null for no limit of the engine's own.</summary>
    public int? MaxConnections { get; init; }

    public RelationRules Relations { get; init; } = RelationRules.Default;

    public ColumnTypes ColumnTypes { get; init; } = ColumnTypes.Standard;

    /// <summary>What <c>incremental_strategy</c> may name of the engine's own.</summary>
    public IReadOnlyList<string> IncrementalStrategies { get; init; } = ["append"];

    /// <summary>A statement that is run on the way to a model's may read another database than the target's.</summary>
    public bool CrossDatabase { get; init; }

    /// <summary>A name in another case is the same, quoted or not.</summary>
    public bool FoldsQuotedNames { get; init; }

    /// <summary>For a seed's whole numbers.</summary>
    public string IntegerType { get; init; } = "integer";

    public string TimestampType { get; init; } = "timestamp without time zone";
}

/// <summary>One session. Used by one thread at a time; <see cref="Cancel"/> may come from any.</summary>
public interface IAdapterConnection : IDisposable
{
    string Name { get; }

    bool InTransaction { get; }

    /// <summary>Put in front of each text that is run, as a comment that the engine shows beside it; not counted in the lines of errors.</summary>
    string? Comment { get; set; }

    /// <summary>
    /// Runs statements (several may be in one text) and reads the rows of the last, at most <paramref name="limit"/> (null for all) when
    /// <paramref name="fetch"/>. With <paramref name="autoBegin"/> a transaction is begun first unless there is one.
    /// </summary>
    /// <exception cref="AdapterException">With the engine's message, and the place in the text when the engine names one.</exception>
    (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null);

    /// <summary>Puts rows into a table in one go; columns that are not named stay empty.</summary>
    /// <param name="columns">Names as written in SQL, quoted where they must be.</param>
    /// <exception cref="AdapterException">A value does not fit its column; the message says which row.</exception>
    long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows);

    /// <summary>What drops since the last call took with them, as the engine names it: <c>view marts.orders</c>. Empty where nothing depends on a relation.</summary>
    IReadOnlyList<string> TakeCascades();

    void Begin();

    /// <summary>
    /// Where definitions take part in transactions, all that runs from now on up to a commit is one, begun with the first statement: a node that fails
    /// leaves nothing behind of what its macros asked for on the way.
    /// </summary>
    void BeginWhenUsed()
    {
    }

    /// <summary>Adds the comment behind each text in place of in front.</summary>
    bool CommentsBehind
    {
        get => false;
        set
        {
        }
    }

    void Commit();

    /// <summary>Does nothing when there is no transaction.</summary>
    void Rollback();

    /// <summary>Ends the statement that runs, on the server.</summary>
    void Cancel();
}
