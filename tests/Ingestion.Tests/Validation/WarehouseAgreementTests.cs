using System.Text;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Testing;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Ingestion.Tests.Validation;

/// <summary>The check says what a real COPY into jsonb says, at each edge.</summary>
public sealed class WarehouseAgreementTests(PostgresFixture postgres)
{
    public static TheoryData<string> Rows =>
    [
        "1e131071", "1e131072", "9.9e131071", "10e131071", "0.001e131074", "0.001e131075", "0e200000", "0e1073741822", "0e1073741823", "1e1073741822",
        "1e-16383", "1e-16384", "1.5e-16382", "1.5e-16383", "0e-16383", "0e-16384", "0.0e-16383", "-1E+131071", "-1E+131072", "1e99999999999999999999", "0e-99999999999999999999",
        $"0.{new string('0', 16382)}1", $"0.{new string('0', 16383)}1", $"1.{new string('0', 16383)}", $"1.{new string('0', 16384)}",
        new string('9', 131072), new string('9', 131073), $"0.{new string('1', 20000)}e10000", $"0.{new string('0', 20000)}1e20000", $"{new string('9', 2000)}.5", "-0", "-0e5",
        """ "\u0000" """, """ "\ud800" """, """ "\udc00" """, """ "\ud800\ud800" """, """ "\ud83d\ude00" """, """ "\uD83D\uDE00\uD83D\uDE00" """, """ "\ud83d\ude00\ude00" """,
        """ "\ud800\\udc00" """, """ "\\u0000" """, """ "\\\u0000" """, """ "\/\b\f\n\r\t" """, """{"\u0000":1}""", """{"":{"":1}}""", """{"a":1,"a":2}""", "\"\u007f\"", "\"\u2028\ufffe\uffff\"",
        """{"a":"\uFFFF"}""", "[1,2] ", "\t{}", "true", "nul", "{\"a\":1,}", "[1 2]", "'a'", "{a:1}", "NaN", "1.", ".5", "+1", "\"\\x\"", "\"\\u12g4\"", "[[[[]]]]", "\u00a0{}", "\ufeff{}",
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Check_and_COPY_agree(string row)
    {
        var fault = new RowCheck(RowContract.Anything, 1 << 20).Check(Encoding.UTF8.GetBytes(row));

        (await TryCopyAsync(row)).ShouldBe(fault is null, $"{row[..Math.Min(row.Length, 60)]}: {fault}");
    }

    private async Task<bool> TryCopyAsync(string row)
    {
        await using var source = postgres.OpenAsSuperuser("postgres");
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var table = new NpgsqlCommand("CREATE TEMP TABLE t (data jsonb)", connection)) await table.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var copy = await connection.BeginBinaryImportAsync("COPY t FROM STDIN (FORMAT binary)", TestContext.Current.CancellationToken);
            await copy.StartRowAsync(TestContext.Current.CancellationToken);
            await copy.WriteAsync(Encoding.UTF8.GetBytes(row), NpgsqlDbType.Jsonb, TestContext.Current.CancellationToken);
            await copy.CompleteAsync(TestContext.Current.CancellationToken);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }
}
