namespace ControlPlane.NativePackages;

/// <summary>A package could not be had from npm; the message says what to do about it.</summary>
public class NpmPackageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no npm on this machine.</summary>
public sealed class NpmMissingException() : NpmPackageException("npm is not in PATH. Install Node.js with npm.");
