using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ControlPlane.Transformation.Projects.Tests;

namespace ControlPlane.Transformation.Compilation;

/// <summary>dbt's names of generic tests: type, model and arguments; long ones are cut and end in a hash.</summary>
internal static partial class TestNames
{
    public static string For(TestDeclaration test, string subject, string? column)
    {
        var arguments = new SortedDictionary<string, object?>(test.Arguments.ToDictionary(), StringComparer.Ordinal);
        if (column is not null) arguments["column_name"] = column;
        var parts = arguments.Values.SelectMany(value => value is IReadOnlyList<object?> list ? list : [value]);
        var name = $"{test.Type}_{subject}_{string.Join("__", parts.Select(part => Unclean().Replace(part?.ToString() ?? "None", "_")))}";
#pragma warning disable CA5351 // dbt's names end in an MD5; nothing depends on its strength.
        return name.Length < 64 ? name : $"{test.Type}_{subject}"[..Math.Min(30, $"{test.Type}_{subject}".Length)] + "_" + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(name)));
#pragma warning restore CA5351
    }

    [GeneratedRegex("[^0-9a-zA-Z_]+")]
    private static partial Regex Unclean();
}
