using System.Text.RegularExpressions;
using ControlPlane.Reconciliation;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ControlPlane.Activation.Blueprints;

/// <summary>Collects everything that is wrong with one file of declarations, each error with its path, and reports it at once.</summary>
internal sealed partial class DeclarationErrors(string file)
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    private readonly List<string> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <exception cref="Fault">Not YAML, or not of this shape: unknown fields are errors, since a misspelt one would pass for an absent one.</exception>
    public T Read<T>(string text)
        where T : class, new()
    {
        try
        {
            return Yaml.Deserialize<T?>(text) ?? new T();
        }
        catch (YamlException exception)
        {
            throw new Fault(FaultKind.Rejected, "DeclarationInvalid", $"{file}, line {exception.Start.Line}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    public void Add(string path, string message) => _errors.Add($"{path}: {message}");

    /// <summary>The text, or an error and an empty text.</summary>
    public string Required(string path, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) Add(path, "is missing");
        return text ?? "";
    }

    public string Name(string path, string? text)
    {
        if (text is null || !NamePattern().IsMatch(text)) Add(path, "must be a name: lower-case letters, digits, _ and -, at most 60");
        return text ?? "";
    }

    public TimeSpan Duration(string path, string? text, TimeSpan otherwise)
    {
        if (text is null) return otherwise;
        if (TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero) return duration;
        Add(path, $"'{text}' is not a duration above zero such as 00:00:10");
        return otherwise;
    }

    /// <exception cref="Fault">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new Fault(FaultKind.Rejected, "DeclarationInvalid", $"{file}: {string.Join("; ", _errors)}");
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
