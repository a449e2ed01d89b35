using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating;

/// <summary>What a template passes to a function, filter or test.</summary>
public sealed class TemplateArguments
{
    public static TemplateArguments None { get; } = new([]);

    public TemplateArguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?>? named = null)
    {
        Positional = positional;
        Named = named ?? FrozenDictionary<string, object?>.Empty;
    }

    internal TemplateArguments(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?>? named, Run run)
        : this(positional, named) => Run = run;

    public IReadOnlyList<object?> Positional { get; }

    public IReadOnlyDictionary<string, object?> Named { get; }

    /// <summary>The render that makes the call; null when C# code made it.</summary>
    internal Run? Run { get; }

    public int Count => Positional.Count + Named.Count;

    /// <summary>Whether the argument was passed, by place or by name.</summary>
    public bool TryGet(int index, string name, out object? value)
    {
        if (index >= 0 && index < Positional.Count)
        {
            value = Positional[index];
            return true;
        }

        return Named.TryGetValue(name, out value);
    }

    /// <summary>The argument as passed, or null.</summary>
    public object? this[int index, string name] => TryGet(index, name, out var value) ? value : null;

    /// <summary>The argument as a <typeparamref name="T"/>; <paramref name="fallback"/> when it was not passed.</summary>
    /// <exception cref="TemplateException">It was passed and is of another type.</exception>
    [return: NotNullIfNotNull(nameof(fallback))]
    public T? Get<T>(int index, string name, T? fallback = default)
    {
        if (!TryGet(index, name, out var value))
            return fallback;
        return value is null && default(T) is null ? default! : Conversion.To<T>(value, name)!;
    }

    /// <summary>The argument as a <typeparamref name="T"/>.</summary>
    /// <exception cref="TemplateException">It was not passed or is of another type.</exception>
    public T Require<T>(int index, string name) =>
        TryGet(index, name, out var value)
            ? Conversion.To<T>(value, name)
            : throw TemplateException.Type($"missing required argument '{name}'");

    internal object? Require(int index, string name) =>
        TryGet(index, name, out var value) ? value : throw TemplateException.Type($"missing required argument '{name}'");

    /// <summary>The named argument as a <typeparamref name="T"/>; <paramref name="fallback"/> when it was not passed.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public T? Get<T>(string name, T? fallback = default) => Get(-1, name, fallback);

    internal TemplateLimits Limits => Run?.Limits ?? TemplateLimits.Default;

    internal TemplateArguments Skip(int count) => new([.. Positional.Skip(count)], Named, Run!);

    internal void CheckSize(double size) => Limits.CheckSize(size);
}
