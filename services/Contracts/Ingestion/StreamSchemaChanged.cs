namespace ControlPlane.Contracts.Ingestion;

/// <summary>The records of a stream have fields or types that they did not have before.</summary>
/// <param name="Version">Of the stream's schema, from 1; rises with every change.</param>
public sealed record StreamSchemaChanged(
    TenantId Tenant, Guid Run, Guid Batch, string Source, string Stream, int Version, IReadOnlyList<SchemaChange> Changes, DateTimeOffset At) : ITenantMessage;

/// <param name="Field">Of the record.</param>
/// <param name="Kind"><c>added</c>; <c>widened</c>: whole numbers became numbers; <c>variant</c>: one more column for values of another type; <c>ignored</c>: there are too many columns already.</param>
/// <param name="Column">That shows the values.</param>
/// <param name="Type"><c>boolean</c>, <c>integer</c>, <c>number</c>, <c>text</c>, <c>date</c>, <c>timestamp</c>, <c>timestamptz</c> or <c>json</c>.</param>
public sealed record SchemaChange(string Field, string Kind, string Column, string Type);
