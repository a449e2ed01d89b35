namespace ControlPlane.Models.Publishing;

public enum PublishFailure
{
    /// <summary>Another run works on the same relations.</summary>
    Held,

    /// <summary>Something that is not the project's stands in the way; trying again does not help.</summary>
    Blocked,

    /// <summary>Readers never let go.</summary>
    Busy,

    /// <summary>A schema is missing and may not be made.</summary>
    Unprepared,

    /// <summary>There is nothing to return to.</summary>
    NothingKept,
}

/// <summary>Nothing was published, and what readers see is as it was; the message says why and what to do.</summary>
public sealed class PublishException(PublishFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public PublishFailure Failure => failure;
}
