namespace ControlPlane.AppHost.CommandLine;

/// <summary>What the command line asks for.</summary>
/// <param name="Once">Run the main job, then stop.</param>
/// <param name="Landed">Take events from this file instead of the sample source.</param>
/// <param name="Json">Where to write the outcome as one JSON object.</param>
/// <param name="Data">The folder of all state.</param>
/// <param name="Port">The port to serve on; 0: any free one.</param>
internal sealed record AppHostOptions(bool Once, FileInfo? Landed, FileInfo? Json, DirectoryInfo Data, int Port, bool Verbose);
