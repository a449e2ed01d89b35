using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Manifests;

/// <summary>The filters that manifests have beside Jinja's.</summary>
internal static class ManifestFilters
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    public static FrozenDictionary<string, TemplateFilter> All { get; } = new Dictionary<string, TemplateFilter>
    {
        ["hash"] = Hash,
        ["hmac"] = Hmac,
        ["base64encode"] = (value, _) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(value))),
        ["base64decode"] = (value, _) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Decode(Text(value))),
        // The reference encodes here, whatever the name says.
        ["base64binascii_decode"] = (value, _) => Convert.ToBase64String(Encoding.ASCII.GetBytes(Text(value))),
        // What is no text already is quoted, so that it stays text when the result is read as a literal.
        ["string"] = (value, _) => value is string or Undefined ? PythonText.Str(value) : $"\"\"\"{JsonText.Write(value)}\"\"\"",
        ["regex_search"] = (value, arguments) => Pattern(arguments).Match(Text(value)) is { Success: true, Groups.Count: > 1 } match ? match.Groups[1].Value : "",
        ["regex_replace"] = (value, arguments) => Pattern(arguments).Replace(Text(value), Replacement(arguments.Require<string>(1, "replacement"))),
    }.ToFrozenDictionary();

    private static string Text(object? value) => value switch
    {
        string text => text,
        Undefined undefined => throw undefined.Fail(),
        _ => throw TemplateException.Type($"expected a text, got {TypeName.Of(value)}"),
    };

    private static Regex Pattern(TemplateArguments arguments) =>
        new(arguments.Require<string>(0, "regex").Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.CultureInvariant, RegexTimeout);

    /// <summary>Python's \1 and \g&lt;name&gt; in .NET's notation.</summary>
    private static string Replacement(string text) =>
        Regex.Replace(text.Replace("$", "$$", StringComparison.Ordinal), @"\\(?:g<(\w+)>|(\d+))", match => "${" + match.Groups[1].Value + match.Groups[2].Value + "}");

    private static byte[] Decode(string text)
    {
        // Python skips what is not of the alphabet.
        var digits = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')]);
        return Convert.FromBase64String(digits);
    }

    private static object? Hash(object? value, TemplateArguments arguments)
    {
        var content = PythonText.Str(value) + (Truth.Of(arguments[1, "salt"]) ? PythonText.Str(arguments[1, "salt"]) : "");
        var bytes = Encoding.UTF8.GetBytes(content);
        var digest = arguments.Get(0, "hash_type", "md5") switch
        {
#pragma warning disable CA5350, CA5351 // The manifest chooses the algorithm; it names records and guards nothing.
            "md5" => MD5.HashData(bytes),
            "sha1" => SHA1.HashData(bytes),
#pragma warning restore CA5350, CA5351
            "sha256" => SHA256.HashData(bytes),
            "sha384" => SHA384.HashData(bytes),
            "sha512" => SHA512.HashData(bytes),
            "sha3_256" when SHA3_256.IsSupported => SHA3_256.HashData(bytes),
            "sha3_512" when SHA3_512.IsSupported => SHA3_512.HashData(bytes),
            var other => throw new TemplateException($"No hashing function named {other}"),
        };
        return Convert.ToHexStringLower(digest);
    }

    private static object? Hmac(object? value, TemplateArguments arguments)
    {
        var type = arguments.Get(1, "hash_type", "sha256");
        if (type != "sha256")
            throw new TemplateException($"Hash type '{type}' is not allowed. Allowed types: sha256");
        var key = Encoding.UTF8.GetBytes(PythonText.Str(arguments.Require(0, "key")));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(PythonText.Str(value))));
    }
}
