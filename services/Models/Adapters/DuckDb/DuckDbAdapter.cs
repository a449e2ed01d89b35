using ControlPlane.DuckDb;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>DuckDB inside of this process: a file is opened once for all who use it, and each session is a connection of it.</summary>
public sealed class DuckDbAdapter : Adapter
{
    private readonly DuckDbSettings _settings;
    private readonly Lazy<DuckDbInstance> _instance;
    private readonly Func<NativeConnection>? _connect;

    /// <summary>Put at the beginning of a session, it changes nothing after that.</summary>
    public const string ReadOnly = DuckDbConnection.ReadOnly;

    /// <param name="connect">
    /// Makes connections of a database that somebody else has opened, in which models then do nothing but make and read relations, and files by their
    /// materialization; null to open the target's.
    /// </param>
    public DuckDbAdapter(TargetProfile target, Func<NativeConnection>? connect = null)
        : base(target, DuckDbTraits.Traits)
    {
        _connect = connect;
        _settings = new DuckDbSettings(target);
        _instance = new(() => DuckDbInstances.Open(_settings));
        Files = new ExternalFiles(_settings, LakeFolders.Of(target, isGiven: connect is not null));
    }

    public override IReadOnlyDictionary<string, AdapterMethod> Methods => DuckDbMethods.All;

    internal ExternalFiles Files { get; }

    protected override IReadOnlyDictionary<string, object?> PublicSettings => DuckDbSettings.Public;

    protected override IAdapterConnection Open(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _connect is null ? new DuckDbConnection(name, _instance.Value.Connect(), ResultLimits) : new DuckDbConnection(name, Given(_connect), ResultLimits, Files.Copies);
    }

    private static NativeConnection Given(Func<NativeConnection> connect)
    {
        try
        {
            return connect();
        }
        catch (Exception exception) when (exception is not AdapterException)
        {
            // Whoever gives connections knows best what its failure means.
            throw new AdapterException(exception.Message, innerException: exception);
        }
    }

    /// <summary>A source with an <c>external_location</c> is read from there: a file, many by a pattern, or a function's call.</summary>
    public override Relation Relation(SourceDefinition source, ProjectSet projects)
    {
        var relation = base.Relation(source, projects);
        return ExternalLocation.Of(source, Files.Folders) is { } location ? relation with { External = location, IsExternalPlaced = Files.Folders is not null } : relation;
    }

    public override IReadOnlyList<ProjectError> CheckPlaces(Manifest manifest) => new ExternalPlaces(this).Check(manifest);

    public override IReadOnlyList<Column> DescribeQuery(IAdapterConnection connection, string sql)
    {
        var (_, table) = connection.Execute($"DESCRIBE ({sql})", fetch: true);
        return [.. table.Rows.SelectMany(row => Traits.ColumnTypes.Flatten(new Column((string)row[0]!, (string)row[1]!, Traits.ColumnTypes)))];
    }

    protected override void Dispose(bool disposing)
    {
        if (_instance.IsValueCreated) DuckDbInstances.Close(_instance.Value);
        base.Dispose(disposing);
    }
}
