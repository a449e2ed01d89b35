using System.Security.Cryptography;
using System.Text;
using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>
/// What the loader may do beyond inserting: have the rows of a table's earlier batches removed. The function runs as the administrator,
/// who owns it, so the loader needs no right to delete.
/// </summary>
internal static class FunctionSteps
{
    public const string RemoveEarlier = "_remove_earlier";

    private const string Arguments = "of_table text, newest uuid";
    private const string Settings = "search_path=pg_catalog, pg_temp";

    // Only a table of records in this schema, and only for a batch that is recorded for it. Two that replace at the same time would each
    // miss the other's rows, so the second waits; readers do not.
    private const string Body = """

        DECLARE removed bigint;
        BEGIN
            IF NOT EXISTS (
                SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.relnamespace = '"RAW"'::regnamespace AND c.relname = of_table AND c.relkind = 'r' AND a.attname = '_batch' AND NOT a.attisdropped)
            THEN RAISE undefined_table USING MESSAGE = format('relation "RAW.%s" does not exist', of_table); END IF;
            EXECUTE format('LOCK TABLE "RAW".%I IN SHARE ROW EXCLUSIVE MODE', of_table);
            IF NOT EXISTS (SELECT FROM "RAW"._loads l WHERE l.batch = newest AND l.table_name = of_table)
            THEN RAISE object_not_in_prerequisite_state USING MESSAGE = format('batch %s is not recorded for RAW.%s', newest, of_table); END IF;
            EXECUTE format('DELETE FROM "RAW".%I WHERE _batch <> $1', of_table) USING newest;
            GET DIAGNOSTICS removed = ROW_COUNT;
            RETURN removed;
        END
        """;

    public static IEnumerable<PostgresStep> Missing(PostgresDesired desired, PostgresState state)
    {
        var wanted = new FunctionState(
            RemoveEarlier, Arguments, state.Administrator, AsOwner: true, Settings, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))), desired.Loader);
        var found = state.Functions.SingleOrDefault(function => function.Name == wanted.Name && function.Arguments == wanted.Arguments);
        if (found == wanted) yield break;
        var signature = $"\"RAW\".{Quote(RemoveEarlier)}(text, uuid)";
        yield return new($"function:RAW.{RemoveEarlier}", "create-function", $"function RAW.{RemoveEarlier}", $"function RAW.{RemoveEarlier} {(found is null ? "missing" : "is not as declared")}", false, PostgresPhase.Contents,
        [
            $"DROP FUNCTION IF EXISTS {signature}",
            $"CREATE FUNCTION \"RAW\".{Quote(RemoveEarlier)}({Arguments}) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body${Body}$body$",
            $"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
            $"GRANT EXECUTE ON FUNCTION {signature} TO {Quote(desired.Loader)}",
        ]);
    }
}
