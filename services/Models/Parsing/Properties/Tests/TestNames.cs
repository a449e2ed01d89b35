using System.Security.Cryptography;
using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Tests;

/// <summary>Names and hashes of generic tests, byte by byte as the reference makes them.</summary>
internal static class TestNames
{
    /// <summary>Longer names are cut where they become names of files and relations.</summary>
    private const int Longest = 63;

    /// <param name="test"><c>unique</c>, <c>source_unique</c>, <c>dbt_utils_source_at_least_one</c></param>
    /// <returns>The name for files and relations, and the whole name.</returns>
    public static (string Short, string Full) Make(string test, string target, IReadOnlyDictionary<string, object?> arguments)
    {
        var identifier = $"{test}_{target}";
        var full = new StringBuilder(identifier).Append('_');
        var first = true;
        foreach (var key in arguments.Keys.Order(StringComparer.Ordinal))
        {
            if (key == "model") continue;
            IEnumerable<object?> parts = arguments[key] switch
            {
                IReadOnlyDictionary<string, object?> map => map.Values,
                IReadOnlyList<object?> list => list,
                var single => [single],
            };
            foreach (var part in parts)
            {
                if (!first) full.Append("__");
                first = false;
                AppendClean(full, PythonText.Str(part));
            }
        }
        var name = full.ToString();
        return name.Length <= Longest ? (name, name) : ($"{(identifier.Length > 30 ? identifier[..30] : identifier)}_{Md5(name)}", name);
    }

    /// <summary>The last part of a test's unique id: of its name and all that it is called with.</summary>
    public static string Hash(string name, string test, string? testNamespace, IReadOnlyDictionary<string, object?> arguments)
    {
        var text = new StringBuilder(name).Append("{'kwargs': ");
        AppendHashed(text, arguments);
        text.Append(", 'name': ").Append(PythonText.Repr(test)).Append(", 'namespace': ").Append(PythonText.Repr(testNamespace ?? "None")).Append('}');
        return Md5(text.ToString())[^10..];
    }

    private static void AppendHashed(StringBuilder text, object? value)
    {
        var first = true;
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                text.Append('{');
                foreach (var key in map.Keys.Order(StringComparer.Ordinal))
                {
                    if (!first) text.Append(", ");
                    first = false;
                    text.Append(PythonText.Repr(key)).Append(": ");
                    AppendHashed(text, map[key]);
                }
                text.Append('}');
                break;
            case IReadOnlyList<object?> list:
                text.Append('[');
                foreach (var item in list)
                {
                    if (!first) text.Append(", ");
                    first = false;
                    AppendHashed(text, item);
                }
                text.Append(']');
                break;
            default:
                text.Append(PythonText.Repr(PythonText.Str(value)));
                break;
        }
    }

    /// <summary>Runs of anything but ASCII letters, digits and underscores become one underscore.</summary>
    private static void AppendClean(StringBuilder name, string part)
    {
        var replaced = false;
        foreach (var each in part)
        {
            var keeps = char.IsAsciiLetterOrDigit(each) || each == '_';
            if (keeps) name.Append(each);
            else if (!replaced) name.Append('_');
            replaced = !keeps;
        }
    }

    // The reference's ids and names are MD5; nothing is secured by it.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
