using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>One row of a batch: its id and the properties to set.</summary>
internal sealed record CrmInput(string Id, JsonObject Properties);
