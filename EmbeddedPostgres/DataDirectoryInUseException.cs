namespace ControlPlane.EmbeddedPostgres;

/// <summary>Another process works on this data folder.</summary>
/// <param name="directory">The folder.</param>
/// <param name="ownerProcessId">Who holds it, or null where the holder has not written its id yet.</param>
public sealed class DataDirectoryInUseException(string directory, int? ownerProcessId) : EmbeddedPostgresException(
    $"The data folder '{directory}' is in use by process {ownerProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(unknown)"}. "
    + "Stop that process, or choose another data folder.")
{
    public string Directory { get; } = directory;

    public int? OwnerProcessId { get; } = ownerProcessId;
}
