namespace ControlPlane.Templating;

/// <summary>
/// The value of a name, attribute or item that does not exist. Lenient ones print as nothing, iterate as empty and are false;
/// any other use (attribute, call, arithmetic) is an error that carries <see cref="Message"/>.
/// </summary>
public sealed class Undefined
{
    public Undefined(string name, string? message = null, bool strict = false)
    {
        Name = name;
        Message = message ?? $"'{name}' is undefined";
        IsStrict = strict;
    }

    /// <summary>The name that was looked up.</summary>
    public string Name { get; }

    /// <summary>What an error about it says.</summary>
    public string Message { get; }

    /// <summary>Whether printing, iterating and testing for truth fail as well.</summary>
    public bool IsStrict { get; }

    /// <summary>Fails when the undefined value is strict.</summary>
    public Undefined Tolerate() => IsStrict ? throw Fail() : this;

    internal TemplateException Fail() => new(Message, TemplateErrorKind.Undefined);

    public override string ToString() => "";
}

/// <summary>How missing things behave.</summary>
public enum UndefinedBehavior
{
    /// <summary>Jinja's default: printed as nothing, an error only when used further.</summary>
    Lenient,

    /// <summary>Every use except <c>is defined</c> and <c>default</c> is an error.</summary>
    Strict,

    /// <summary>A root variable that nobody passed is an error before anything is rendered; the rest is lenient.</summary>
    StrictRoots,
}
