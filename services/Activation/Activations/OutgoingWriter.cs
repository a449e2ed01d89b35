using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Activation.Activations;

/// <summary>Writes the rows to send, a thousand a round trip. (COPY is not possible into a table with row level security.)</summary>
internal sealed class OutgoingWriter(NpgsqlTransaction transaction, string tenant, string activation, Guid run)
{
    private const int Chunk = 1000;

    private readonly List<string> _keys = new(Chunk);
    private readonly List<byte[]> _hashes = new(Chunk);
    private readonly List<byte[]> _properties = new(Chunk);
    private long _written;

    public async Task AddAsync(SelectedRow row, CancellationToken cancellationToken)
    {
        _keys.Add(row.Key);
        _hashes.Add(row.Hash);
        _properties.Add(row.Properties);
        if (_keys.Count == Chunk) await FlushAsync(cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count == 0) return;
        await using var command = new NpgsqlCommand("""
            INSERT INTO activation.outgoing (tenant, activation, run, seq, key, hash, properties)
            SELECT $1, $2, $3, $4 + row.place, row.key, row.hash, row.properties FROM unnest($5, $6, $7) WITH ORDINALITY AS row (key, hash, properties, place)
            """, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = tenant },
                new() { Value = activation },
                new() { Value = run },
                new() { Value = _written },
                new() { Value = _keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = _hashes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new() { Value = _properties, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        _written += _keys.Count;
        _keys.Clear();
        _hashes.Clear();
        _properties.Clear();
    }
}
