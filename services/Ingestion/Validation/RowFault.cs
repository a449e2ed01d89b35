namespace ControlPlane.Ingestion.Validation;

/// <summary>Why a row was set aside.</summary>
/// <param name="Reason">One of few texts, so that rows can be counted by it.</param>
/// <param name="Path">Where in the row, by the names of the contract: <c>$.actor.id</c>.</param>
internal sealed record RowFault(string Reason, string Path = "$")
{
    public const string NotJson = "not one JSON value";
    public const string NotUtf8 = "not UTF-8";
    public const string TooDeep = "nested more than 512 deep";
    public const string NulCharacter = "the character \\u0000, which the warehouse cannot hold";
    public const string LoneSurrogate = "half of a surrogate pair";
    public const string NumberOutOfRange = "a number outside the range of the warehouse";
    public const string DamagedLine = "a raw line that is not one of ours";
    public const string MissingProperty = "a required property is missing";
    public const string NotDeclaredValue = "none of the declared values";
    public const string UndeclaredProperty = "a property that the contract forbids";
    public const string UnknownField = "a field that the stream's schema does not have";
    public const string NoAlternative = "fits none of the declared alternatives";

    /// <summary>What rejected rows are counted by.</summary>
    public string Summary => Path == "$" ? Reason : $"{Reason} at {Path}";

    public static RowFault TooLarge(int maxBytes) => new($"larger than {maxBytes >> 20} MiB");

    public RowFault Under(string segment) => this with { Path = "$" + segment + Path[1..] };
}
