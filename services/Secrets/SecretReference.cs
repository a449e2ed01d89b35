using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ControlPlane.Secrets;

/// <summary>Where a secret is kept, as specs write it: <c>secret://acme-dev/hubspot/token</c>. Never its value.</summary>
public sealed partial record SecretReference(string Tenant, string Path)
{
    public const string Scheme = "secret://";

    /// <exception cref="FormatException">The text is not <c>secret://{tenant}/{path}</c>.</exception>
    public static SecretReference Parse(string text) =>
        TryParse(text, out var reference) ? reference : throw new FormatException("A secret is referred to as secret://{tenant}/{path}.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out SecretReference? reference)
    {
        var match = Pattern().Match(text ?? "");
        reference = match.Success ? new SecretReference(match.Groups[1].Value, match.Groups[2].Value) : null;
        return match.Success;
    }

    public override string ToString() => $"{Scheme}{Tenant}/{Path}";

    [GeneratedRegex(@"\Asecret://([a-z][a-z0-9-]{1,36})/([A-Za-z0-9][A-Za-z0-9._/-]{0,199})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
