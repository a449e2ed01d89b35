namespace ControlPlane.Models.Quality;

public enum QualityStatus
{
    Pass,

    /// <summary>There is too little history to judge by; passes.</summary>
    Learning,

    Warn,
    Fail,

    /// <summary>The check could not be evaluated.</summary>
    Error,
}
