namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>Settings given on the command line, so that what runs is what this code says, whatever the cluster's files hold.</summary>
internal static class ServerSettings
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["listen_addresses"] = "127.0.0.1",
        ["unix_socket_directories"] = "",
        ["password_encryption"] = "scram-sha-256",
        ["logging_collector"] = "off",
        ["log_destination"] = "stderr",
        ["max_connections"] = "200",
        ["shared_buffers"] = "192MB",
        ["max_wal_size"] = "2GB",
        ["wal_compression"] = "on",
        ["jit"] = "off",
        ["autovacuum"] = "on",
        ["track_io_timing"] = "on",
        ["TimeZone"] = "UTC",
        ["log_timezone"] = "UTC",
        ["log_checkpoints"] = "off",
        // A failing CREATE ROLE would otherwise put its password into the log.
        ["log_min_error_statement"] = "panic",
    };

    private static readonly Dictionary<string, string> Fast = new()
    {
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
        ["wal_level"] = "minimal",
        ["max_wal_senders"] = "0",
    };

    public static IReadOnlyList<string> Arguments(EmbeddedPostgresOptions options, int port)
    {
        var settings = new Dictionary<string, string>(Always);
        foreach (var (name, value) in options.Durable ? [] : Fast) settings[name] = value;
        foreach (var (name, value) in options.Settings) settings[name] = value;
        settings["port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return [.. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
    }
}
