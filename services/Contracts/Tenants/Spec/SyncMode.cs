using System.Text.Json.Serialization;

namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>What a sync of a stream reads, and what becomes of what was loaded before.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SyncMode>))]
public enum SyncMode
{
    /// <summary>Everything is read; it replaces what was there in one moment.</summary>
    [JsonStringEnumMemberName("full_refresh_overwrite")]
    FullRefreshOverwrite,

    /// <summary>Everything is read and added to what was there.</summary>
    [JsonStringEnumMemberName("full_refresh_append")]
    FullRefreshAppend,

    /// <summary>What is new is read and added.</summary>
    [JsonStringEnumMemberName("incremental_append")]
    IncrementalAppend,

    /// <summary>The same; of the records with one primary key, the view of the table shows the newest.</summary>
    [JsonStringEnumMemberName("incremental_deduped")]
    IncrementalDeduped,
}
