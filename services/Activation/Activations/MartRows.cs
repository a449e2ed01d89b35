using System.Buffers;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ControlPlane.Activation.Marts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses;

namespace ControlPlane.Activation.Activations;

/// <summary>Streams a mart in the order of its keys, each row mapped to the properties of the destination.</summary>
internal sealed class MartRows(MartReader marts, ActivationDefinition definition, string target)
{
    /// <summary>The mart's columns that are read, in the order of the mapping.</summary>
    private readonly List<MartColumn> _columns = [];

    /// <exception cref="Fault">The mart or one of its columns does not exist.</exception>
    public async IAsyncEnumerable<SelectedRow> ReadAsync(IWarehouseSession session, QueryTag tag, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = Sql(await MartReader.ListAsync(session, tag, cancellationToken));
        var names = definition.Mapping.Select(mapped => JsonEncodedText.Encode(mapped.Property, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var salt = Encoding.UTF8.GetBytes(target);
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        await using var reader = await session.QueryAsync(tag, sql, [], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            Write(json, names, reader);
            hash.AppendData(salt);
            hash.AppendData(buffer.WrittenSpan);
            yield return new SelectedRow(reader.GetString(0), hash.GetHashAndReset()[..16], buffer.WrittenSpan.ToArray());
        }
    }

    private void Write(Utf8JsonWriter json, JsonEncodedText[] names, DbDataReader reader)
    {
        json.WriteStartObject();
        for (var index = 0; index < names.Length; index++)
        {
            json.WritePropertyName(names[index]);
            MartValue.Write(json, _columns[index].Kind, reader.IsDBNull(index + 1) ? null : reader.GetString(index + 1));
        }
        json.WriteEndObject();
        json.Flush();
    }

    private string Sql(IReadOnlyList<MartTable> tables)
    {
        var table = tables.FirstOrDefault(candidate => candidate.Name == definition.Mart)
            ?? throw new Fault(FaultKind.Rejected, "MartMissing", $"There is no mart {definition.Mart}; there are: {string.Join(", ", tables.Select(candidate => candidate.Name))}.");
        string[] missing = [.. definition.Key.Concat(definition.Mapping.Select(mapped => mapped.Column)).Distinct().Where(column => table.Find(column) is null)];
        if (missing.Length > 0)
            throw new Fault(FaultKind.Rejected, "ColumnMissing", $"Mart {table.Name} has no column {string.Join(", ", missing)}; it has: {string.Join(", ", table.Columns.Select(column => column.Name))}.");
        _columns.Clear();
        _columns.AddRange(definition.Mapping.Select(mapped => table.Find(mapped.Column)!));
        var key = MartKey.Expression(definition.Key.Select(column => table.Find(column)!.TextExpression(marts.Quote(column))));
        var values = string.Concat(_columns.Select(column => $", {column.TextExpression(marts.Quote(column.Name))}"));
        // The key once more outside, since a column of the mart may be called like it. Bytes, so that every collation gives one order.
        return $"""SELECT ({key}) COLLATE "C" AS "_key"{values} FROM {marts.Relation(table.Name)} ORDER BY ({key}) COLLATE "C" """;
    }
}
