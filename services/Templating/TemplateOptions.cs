using System.Collections.Frozen;

namespace ControlPlane.Templating;

/// <summary>A value that templates can call.</summary>
public delegate object? TemplateFunction(TemplateArguments arguments);

/// <summary>A filter: <c>value | name(arguments)</c>.</summary>
public delegate object? TemplateFilter(object? value, TemplateArguments arguments);

/// <summary>A test: <c>value is name(arguments)</c>.</summary>
public delegate bool TemplateTest(object? value, TemplateArguments arguments);

/// <summary>How templates are read and what they may use. Immutable; share one instance among many templates.</summary>
public sealed record TemplateOptions
{
    public static TemplateOptions Default { get; } = new();

    public UndefinedBehavior Undefined { get; init; } = UndefinedBehavior.Lenient;

    /// <summary>Filters beside (and before) the built-in ones.</summary>
    public IReadOnlyDictionary<string, TemplateFilter> Filters { get; init; } = FrozenDictionary<string, TemplateFilter>.Empty;

    /// <summary>Tests beside (and before) the built-in ones.</summary>
    public IReadOnlyDictionary<string, TemplateTest> Tests { get; init; } = FrozenDictionary<string, TemplateTest>.Empty;

    /// <summary>Values that every render sees unless a variable of the same name is passed. Default: range, dict, namespace, cycler, joiner.</summary>
    public IReadOnlyDictionary<string, object?> Globals { get; init; } = Evaluation.BuiltInGlobals.All;

    public TemplateLimits Limits { get; init; } = TemplateLimits.Default;

    /// <summary>Removes the first newline after a block tag.</summary>
    public bool TrimBlocks { get; init; }

    /// <summary>Removes blanks between the start of a line and a block tag.</summary>
    public bool LstripBlocks { get; init; }

    /// <summary>Keeps the single newline at the end of the text, which is otherwise removed.</summary>
    public bool KeepTrailingNewline { get; init; }

    /// <summary>Adds the global <c>return(value)</c>: ends the macro it is called in with that value.</summary>
    public bool MacroReturn { get; init; }

    /// <summary>
    /// Adds the blocks of dbt's macro files: <c>test</c> and <c>data_test</c> (a macro <c>test_name</c>), <c>materialization</c> (a macro
    /// <c>materialization_name_adapter</c>) and <c>docs</c>; parameters of macros may have types.
    /// </summary>
    public bool ModelTags { get; init; }

    /// <summary>Gives the time for the limit on duration.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Where the sandbox ends a template.</summary>
public sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters of output, captured blocks included; default 16 million.</summary>
    public int OutputCharacters { get; init; } = 16_000_000;

    /// <summary>Loop iterations of one render, all loops together; default one million.</summary>
    public int Iterations { get; init; } = 1_000_000;

    /// <summary>Nested macro calls; default 200.</summary>
    public int Recursion { get; init; } = 200;

    /// <summary>Characters or items of one computed value; default 16 million.</summary>
    public int ValueSize { get; init; } = 16_000_000;

    /// <summary>Time of one render, looked at between loop iterations and macro calls; default one minute.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    internal void CheckSize(double size)
    {
        if (size > ValueSize)
            throw TemplateException.Limit($"a value would hold {size:0} characters or items; the limit is {ValueSize}");
    }
}
