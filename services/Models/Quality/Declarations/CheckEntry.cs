using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Models.Parsing.Properties.UnitTests;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Quality.Declarations;

/// <summary>One item of <c>meta.quality</c> with typed readers: a value of another type is an error, and counts as absent.</summary>
/// <param name="what">How errors name it: <c>check 'range' of model 'orders'</c>.</param>
/// <param name="fail">Key (null for the item), message, fix.</param>
internal sealed class CheckEntry(IReadOnlyDictionary<string, object?> values, string what, string package, RefLookup names, Action<string?, string, string> fail)
{
    public string What => what;

    public object? Value(string key) => values.GetValueOrDefault(key);

    public void Fail(string? key, string message, string fix) => fail(key, message, fix);

    public string? Text(string key) => Value(key) switch
    {
        null => null,
        string text when text.Trim().Length > 0 => text,
        var other => Wrong<string>(key, "a text", other),
    };

    public string? Required(string key)
    {
        if (Value(key) is null) fail(null, $"The {what} has no '{key}'.", $"Add '{key}:'.");
        return Text(key);
    }

    public double? Number(string key, double least, double most)
    {
        var number = Value(key) switch { null => null, long whole => whole, double real when double.IsFinite(real) => real, var other => Wrong<double?>(key, "a number", other) };
        if (number >= least && number <= most || number is null) return number;
        fail(key, $"'{key}' of the {what} is {PythonText.Repr(Value(key))}, not {(most == double.MaxValue ? $"{Measured.Number(least)} or more" : $"between {Measured.Number(least)} and {Measured.Number(most)}")}.", "Correct the number.");
        return null;
    }

    public long? Whole(string key, long least, long most)
    {
        if (Value(key) is null) return null;
        if (Value(key) is long whole && whole >= least && whole <= most) return whole;
        fail(key, $"'{key}' of the {what} is {PythonText.Repr(Value(key))}, not a whole number from {least} to {most}.", "Correct the number.");
        return null;
    }

    /// <summary>A number, or a text that the engine reads as the column's type.</summary>
    public object? Literal(string key) => Value(key) switch
    {
        null => null,
        long or string => Value(key),
        double real when double.IsFinite(real) => real,
        var other => Wrong<object>(key, "a number or a text", other),
    };

    /// <summary>Bounds of a share, of which one at least must be given.</summary>
    public Bounds Shares()
    {
        NeedOne(Bounds.Keys);
        return Bounds.Read(this, 0, 1);
    }

    /// <summary>Bounds of a count of failures: none is accepted unless something is said.</summary>
    public Bounds Failures()
    {
        var bounds = Bounds.Read(this, 0, double.MaxValue);
        return bounds.IsEmpty ? new Bounds(Max: 0) : bounds;
    }

    public void NeedOne(params IReadOnlyList<string> keys)
    {
        if (keys.All(key => Value(key) is null))
            fail(null, $"The {what} has no bounds, so that it could never fail.", $"Add one of {string.Join(", ", keys)}.");
    }

    public void Only(IReadOnlyList<string> known)
    {
        foreach (var key in values.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal)))
            fail(key, $"The {what} has a key '{key}' that means nothing.", NearestNames.Advise(key, known, $"Remove it; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
    }

    /// <summary>What a <c>ref</c> or <c>source</c> written out names.</summary>
    public GraphNode? Target(string key)
    {
        if (Required(key) is not { } text) return null;
        if (InputCall.Read(text) is { } call)
        {
            if (names.Ref(call, package).Node is { } node) return node.IsEphemeral ? Ephemeral(key, node) : node;
            fail(key, $"'{key}' of the {what} names {text}, which there is not.", NearestNames.Advise(call.Name, names.Names, "Name an enabled model, seed or snapshot."));
        }
        else if (InputCall.ReadSource(text) is [var source, var table])
        {
            if (names.Source(source, table, package).Node is { } node) return node;
            fail(key, $"'{key}' of the {what} names {text}, which there is not.", NearestNames.Advise($"{source}.{table}", names.SourceNames, "Name an enabled source and its table."));
        }
        else fail(key, $"'{key}' of the {what} is {PythonText.Repr(text)}, no ref or source.", "Write it as ref('customers') or source('shop', 'customers').");
        return null;
    }

    private GraphNode? Ephemeral(string key, ManifestNode node)
    {
        fail(key, $"'{key}' of the {what} names the ephemeral model '{node.Name}', which has no rows of its own.", "Name a model that is built, or materialize this one.");
        return null;
    }

    private T? Wrong<T>(string key, string expected, object? found)
    {
        fail(key, $"'{key}' of the {what} is {(found is string { Length: 0 } ? "empty" : PythonText.Repr(found))}, not {expected}.", $"Write {expected}.");
        return default;
    }
}
