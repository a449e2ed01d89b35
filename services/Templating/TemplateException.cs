namespace ControlPlane.Templating;

/// <summary>What kind of failure ended a template, after the Python error that the reference raises.</summary>
public enum TemplateErrorKind
{
    /// <summary>The text is not a valid template.</summary>
    Syntax,

    /// <summary>Something missing was used (UndefinedError).</summary>
    Undefined,

    /// <summary>An operation does not apply to the values' types or a call has the wrong arguments (TypeError).</summary>
    Type,

    /// <summary>A value is of the right type but cannot be used (ValueError, KeyError, ZeroDivisionError and the like).</summary>
    Value,

    /// <summary>The sandbox ended the template: output, iterations, recursion, time or the size of a value.</summary>
    Limit,
}

/// <summary>
/// A template is invalid or failed while rendering. Functions given to a template may throw one without a place; the engine adds the
/// place of the expression that called them.
/// </summary>
public sealed class TemplateException : Exception
{
    public TemplateException(string message)
        : this(message, TemplateErrorKind.Value)
    {
    }

    public TemplateException(string message, Exception? innerException)
        : this(message, TemplateErrorKind.Value, innerException)
    {
    }

    public TemplateException(string message, TemplateErrorKind kind, Exception? innerException = null)
        : base(message, innerException)
    {
        Problem = message;
        Kind = kind;
    }

    public TemplateException()
        : this("The template failed")
    {
    }

    public TemplateErrorKind Kind { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The name that does not exist, when that is the problem.</summary>
    public string? UndefinedName { get; init; }

    /// <summary>The file as given to Template.Parse.</summary>
    public string? File { get; private set; }

    /// <summary>Starts at 1; 0 when the place is not known.</summary>
    public int Line { get; private set; }

    /// <summary>Starts at 1; 0 when the place is not known.</summary>
    public int Column { get; private set; }

    /// <summary>The line of the template that failed.</summary>
    public string? OffendingText { get; private set; }

    public override string Message =>
        Line == 0 ? Problem : $"{File ?? "template"}:{Line}:{Column}: {Problem}\n  {OffendingText}";

    /// <summary>The same failure at the same place, told in other words.</summary>
    public TemplateException Reworded(string problem) => new(problem, Kind, this)
    {
        UndefinedName = UndefinedName,
        File = File,
        Line = Line,
        Column = Column,
        OffendingText = OffendingText,
    };

    /// <summary>For what reads templates' files itself: adds the place unless it is known.</summary>
    public TemplateException At(string? file, int line, int column, string? text)
    {
        if (Line == 0)
            (File, Line, Column, OffendingText) = (file, line, column, text);
        return this;
    }

    internal TemplateException At(Syntax.Source source, int offset)
    {
        if (Line == 0)
        {
            File = source.File;
            (Line, Column) = source.PositionOf(offset);
            OffendingText = source.LineAt(offset);
        }

        return this;
    }

    internal static TemplateException Type(string message) => new(message, TemplateErrorKind.Type);

    internal static TemplateException Limit(string message) => new(message, TemplateErrorKind.Limit);
}
