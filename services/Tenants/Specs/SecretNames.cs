using System.Text.RegularExpressions;

namespace ControlPlane.Tenants.Specs;

/// <summary>Names that tell that what they hold is secret.</summary>
internal static partial class SecretNames
{
    /// <summary>Whether a key's value must be a reference: <c>api_key</c>, <c>githubToken2</c>, <c>Authorization</c>; not <c>token_url</c> or <c>password_field</c>, which only describe one.</summary>
    public static bool Tells(string key) => Anywhere().IsMatch(key) ? !Describes().IsMatch(key) : Word().IsMatch(key);

    /// <summary>The same for a parameter of an address, where shorter names are in use too.</summary>
    public static bool TellsParameter(string name) => Tells(name) || Parameter().IsMatch(name);

    [GeneratedRegex("token|passw|passphrase|secret|credential|authorization|(api|private|access|account|signing|encryption|subscription)[ _.-]?key", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Anywhere();

    // Words that are short enough to be part of others: pat is one, path and pattern are not.
    [GeneratedRegex("(?<![a-z])(?i:pat|pwd|bearer|jwt)(?![a-z])|(?<=[a-z])(?:Pat|PAT|Pwd|Bearer|Jwt|JWT)(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?:[ _.-](?i:url|uri|endpoint|path|field|name|header|type|expiry|expires_(?:at|in))|(?<=[a-z])(?:Url|Uri|URL|URI|Endpoint|Path|Field|Name|Header|Type|Expiry|Expires(?:At|In)))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Describes();

    [GeneratedRegex(@"\A(?:key|sig|signature|auth|code)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
