namespace ControlPlane.EmbeddedPostgres;

/// <summary>The server could not be prepared or started; the message says what to do about it and holds no secret.</summary>
public class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No usable PostgreSQL on this machine and no npm to fetch one with.</summary>
public sealed class BinariesNotFoundException(string message, Exception? inner = null) : EmbeddedPostgresException(message, inner);

/// <summary>The cluster was made by a major version that is not at hand.</summary>
public sealed class VersionMismatchException(string message) : EmbeddedPostgresException(message);
