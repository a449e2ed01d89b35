using System.Collections.Concurrent;
using ControlPlane.Models.Projects;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>
/// PostgreSQL and what speaks as it does. A session that is given back is kept for whoever connects next, as it was left.
/// </summary>
public sealed class PostgresAdapter(TargetProfile target) : Adapter(target, PostgresTraits.Traits)
{
    private readonly PostgresSettings _settings = new(target);
    private readonly ConcurrentBag<NpgsqlConnection> _idle = [];
    private readonly Lazy<NpgsqlDataSource> _source = new(() => new PostgresSettings(target).Source());
    private volatile bool _disposed;

    public override IReadOnlyDictionary<string, AdapterMethod> Methods => PostgresMethods.All;

    protected override IReadOnlyDictionary<string, object?> PublicSettings => PostgresSettings.Public;

    protected override IAdapterConnection Open(string name, CancellationToken cancellationToken)
    {
        var session = _idle.TryTake(out var idle) ? idle : Begin(cancellationToken);
        return new PostgresConnection(name, session, GiveBack, _settings.NamesSessions ? name : null, ResultLimits);
    }

    public override IReadOnlyList<Column> DescribeQuery(IAdapterConnection connection, string sql)
    {
        var (_, table) = connection.Execute(sql, fetch: true);
        return [.. table.Columns.Select(column => new Column(column.Name, PostgresTypes.DriverName(column.DataType), Traits.ColumnTypes))];
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
        if (_source.IsValueCreated) _source.Value.Dispose();
        base.Dispose(disposing);
    }

    private NpgsqlConnection Begin(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var connection = _source.Value.CreateConnection();
            try
            {
                connection.Open();
                if (_settings.Role is { } role) PostgresConnection.Run(connection, $"set role {role}");
                return connection;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                connection.Dispose();
                if (attempt > _settings.Retries || exception is PostgresException { IsTransient: false }) throw PostgresErrors.Unreachable(exception, _settings);
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(attempt * attempt));
            }
        }
    }

    private void GiveBack(NpgsqlConnection connection)
    {
        if (_disposed || connection.FullState != System.Data.ConnectionState.Open) connection.Dispose();
        else _idle.Add(connection);
    }
}
