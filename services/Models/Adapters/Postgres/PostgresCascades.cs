using System.Text.RegularExpressions;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>What the server says that a drop took with it: one line a relation, in the notice itself or in its detail.</summary>
internal sealed partial class PostgresCascades : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly List<string> _dropped = [];

    public PostgresCascades(NpgsqlConnection connection)
    {
        _connection = connection;
        connection.Notice += Hear;
    }

    public IReadOnlyList<string> Take()
    {
        IReadOnlyList<string> taken = [.. _dropped];
        _dropped.Clear();
        return taken;
    }

    public void Dispose() => _connection.Notice -= Hear;

    private void Hear(object sender, NpgsqlNoticeEventArgs notice)
    {
        foreach (Match match in Relations().Matches($"{notice.Notice.MessageText}\n{notice.Notice.Detail}")) _dropped.Add(match.Groups[1].Value);
    }

    [GeneratedRegex(@"^drop cascades to ((?:materialized view|foreign table|table|view) .+)$", RegexOptions.Multiline)]
    private static partial Regex Relations();
}
