using System.Globalization;
using System.Text;
using ControlPlane.Models.Projects;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>A profile's keys, as they are documented for PostgreSQL, as those of the driver.</summary>
internal sealed class PostgresSettings(TargetProfile target)
{
    private const int DefaultPort = 5432;
    private const int MaxSessionName = 63;

    public static IReadOnlyDictionary<string, object?> Public { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["host"] = null,
        ["port"] = (long)DefaultPort,
        ["user"] = null,
        ["connect_timeout"] = 10L,
        ["role"] = null,
        ["search_path"] = null,
        ["keepalives_idle"] = 0L,
        ["sslmode"] = null,
        ["sslcert"] = null,
        ["sslkey"] = null,
        ["sslrootcert"] = null,
        ["application_name"] = "dbt",
        ["retries"] = 1L,
    };

    public string Host => Text("host") ?? throw Missing("host");

    public int Port => Number("port") ?? DefaultPort;

    public string User => Text("user") ?? throw Missing("user");

    public string Database => target.Database ?? Text("dbname") ?? Text("database") ?? throw Missing("dbname");

    public string? Role => Text("role");

    /// <summary>Attempts after the first.</summary>
    public int Retries => Number("retries") ?? 1;

    /// <summary>The profile does not say how sessions are called.</summary>
    public bool NamesSessions => Text("application_name") is null;

    /// <summary>Sessions of their own: who pools them would reset what a project's hooks have set.</summary>
    public NpgsqlDataSource Source()
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString());
        // Results are read as text, so that no type need be known.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    private string ConnectionString()
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Password = Text("password") ?? Text("pass"),
            Database = Database,
            ApplicationName = Cut(Text("application_name") ?? "dbt"),
            Timeout = Number("connect_timeout") ?? 10,
            CommandTimeout = 0,
            // Which of several statements failed, and so its place in the text, is known only then.
            IncludeFailedBatchedCommand = true,
            Pooling = false,
            Enlist = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // What a drop took with it is told in the detail of a notice.
            IncludeErrorDetail = true,
            // A session of a machine that vanished holds its locks until the server notices: within half a minute, not two hours.
            Options = "-c DateStyle=ISO -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
        };
        if (Text("search_path") is { } path) builder.SearchPath = path;
        if (Number("keepalives_idle") is > 0 and var idle) (builder.TcpKeepAlive, builder.TcpKeepAliveTime) = (true, idle);
        if (Text("sslmode") is { } mode) builder.SslMode = Mode(mode);
        if (Text("sslcert") is { } certificate) builder.SslCertificate = certificate;
        if (Text("sslkey") is { } key) builder.SslKey = key;
        if (Text("sslrootcert") is { } root) builder.RootCertificate = root;
        return builder.ConnectionString;
    }

    /// <summary>As many bytes as the server shows.</summary>
    public static string Cut(string name)
    {
        var length = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > MaxSessionName) length--;
        return name[..length];
    }

    private static SslMode Mode(string mode) => mode switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new AdapterException($"profiles.yml: sslmode '{mode}' is none of disable, allow, prefer, require, verify-ca, verify-full."),
    };

    private AdapterException Missing(string key) =>
        new($"profiles.yml: target '{target.TargetName}' of profile '{target.ProfileName}' has no '{key}'; a PostgreSQL target needs host, user, password, port, dbname and schema.");

    private string? Text(string key) => target.Settings.GetValueOrDefault(key) switch
    {
        null => null,
        "" => null,
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private int? Number(string key) => Text(key) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new AdapterException($"profiles.yml: '{key}' of target '{target.TargetName}' of profile '{target.ProfileName}' is not a number."),
    };
}
