using System.Globalization;

namespace ControlPlane.EmbeddedPostgres.Cluster;

/// <summary>The files of one embedded server. Only <see cref="Data"/> belongs to the account that runs it.</summary>
internal sealed record ClusterLayout(string Root)
{
    public string Data => Path.Combine(Root, "data");

    public string PasswordFile => Path.Combine(Root, "superuser.password");

    public string PortFile => Path.Combine(Root, "port");

    public string LogFile => Path.Combine(Root, "server.log");

    public string PreviousLogFile => Path.Combine(Root, "server.previous.log");

    public string PostmasterFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>The major version that made the cluster; null when there is none yet.</summary>
    public int? Major
    {
        get
        {
            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
        }
    }
}
