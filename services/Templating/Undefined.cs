namespace ControlPlane.Templating;

/// <summary>
/// The value of a name, attribute or item that does not exist. Lenient ones print as nothing, iterate as empty and are false;
/// any other use (attribute, call, arithmetic) is an error that carries <see cref="Message"/>.
/// </summary>
public sealed class Undefined
{
    public Undefined(string name, string? message = null, bool strict = false)
        : this(name, message, strict ? UndefinedBehavior.Strict : UndefinedBehavior.Lenient)
    {
    }

    public Undefined(string name, string? message, UndefinedBehavior behavior)
    {
        Name = name;
        Message = message ?? $"'{name}' is undefined";
        IsStrict = behavior == UndefinedBehavior.Strict;
        IsChained = behavior == UndefinedBehavior.Chained;
    }

    /// <summary>The name that was looked up.</summary>
    public string Name { get; }

    /// <summary>What an error about it says.</summary>
    public string Message { get; }

    /// <summary>Whether printing, iterating and testing for truth fail as well.</summary>
    public bool IsStrict { get; }

    /// <summary>Whether its attributes, items and calls are undefined in turn rather than errors.</summary>
    public bool IsChained { get; }

    /// <summary>Fails when the undefined value is strict.</summary>
    public Undefined Tolerate() => IsStrict ? throw Fail() : this;

    internal TemplateException Fail() => new(Message, TemplateErrorKind.Undefined) { UndefinedName = Name };

    /// <summary>What using it further gives.</summary>
    internal Undefined Chain(string? member = null) =>
        IsChained ? member is null ? this : new Undefined(member, null, UndefinedBehavior.Chained) : throw Fail();

    public override string ToString() => "";
}

/// <summary>How missing things behave.</summary>
public enum UndefinedBehavior
{
    /// <summary>Jinja's default: printed as nothing, an error only when used further.</summary>
    Lenient,

    /// <summary>Every use except <c>is defined</c> and <c>default</c> is an error.</summary>
    Strict,

    /// <summary>Lenient, and attributes, items and calls of something missing are missing as well: a first pass that only notes what is called.</summary>
    Chained,

    /// <summary>A root variable that nobody passed is an error before anything is rendered; the rest is lenient.</summary>
    StrictRoots,
}
