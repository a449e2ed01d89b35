namespace ControlPlane.Activation.Tests.Activations;

/// <summary>A mart of contacts and the activation that sends it.</summary>
internal static class ContactsBlueprint
{
    public const string Table = """
        CREATE TABLE "MARTS".contacts (region text, id bigint, name text, balance numeric(30,10), joined date, seen timestamptz, active boolean, extra jsonb);
        """;

    public static string Yaml(int batchSize = 10, string? share = null) => $$"""
        version: 1
        activations:
          - name: contacts
            mart: contacts
            key: [region, id]
            {{(share is null ? "" : $"maxFailedShare: {share}")}}
            destination: { kind: http-json, connection: crm, path: /crm/v1/objects/contacts/batch/upsert, idProperty: contact_id, batchSize: {{batchSize}} }
            mapping: { full_name: name, balance: balance, joined: joined, seen: seen, active: active }
        """;

    public static string Rows(int count, int from = 1) => $"""
        INSERT INTO "MARTS".contacts SELECT 'eu', i, 'Contact ' || i, i + 0.5, DATE '2026-01-01' + i % 300, TIMESTAMPTZ '2026-01-01 10:00:00.25+02' , i % 2 = 0
        FROM generate_series({from}, {from + count - 1}) i;
        """;
}
