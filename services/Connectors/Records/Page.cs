using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Records;

/// <summary>What one page left behind once its records were handed over.</summary>
internal sealed record Page
{
    /// <summary>Records found in the response, those filtered out afterwards included: page sizes are compared with it.</summary>
    public long Extracted { get; init; }

    /// <summary>The source answered 304.</summary>
    public bool NotModified { get; init; }

    /// <summary>The manifest passes over this response: the slice has no further page.</summary>
    public bool Ends { get; init; }

    /// <summary>The manifest wants the slice read again from its first page.</summary>
    public bool ResetsPagination { get; init; }

    /// <summary>A data feed has reached records that are older than this read wants.</summary>
    public bool ReachedKnownRecords { get; init; }

    /// <summary>Null unless a template asks for it.</summary>
    public JsonNode? Response { get; init; }

    /// <summary>Null unless a template asks for it.</summary>
    public JsonNode? LastRecord { get; init; }

    /// <summary>Null unless a template asks for them.</summary>
    public IReadOnlyDictionary<string, object?>? Headers { get; init; }

    public string? ETag { get; init; }

    /// <summary>What paginator templates see beside config and slice.</summary>
    public Scope Extend(Scope scope) => scope
        .With("response", TemplateValues.FromJson(Response) ?? new Dictionary<string, object?>())
        .With("headers", Headers ?? new Dictionary<string, object?>())
        .With("last_record", TemplateValues.FromJson(LastRecord))
        .With("last_page_size", Extracted);
}
