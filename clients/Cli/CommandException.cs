namespace ControlPlane.Cli;

/// <summary>What the caller gave cannot be used: the message says what and what to do.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
