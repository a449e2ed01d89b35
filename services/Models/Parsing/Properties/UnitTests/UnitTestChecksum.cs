using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>What tells whether a unit test changed: the reference hashes how Python prints its parts.</summary>
internal static class UnitTestChecksum
{
    public static string Of(string model, Dictionary<string, object?>? versions, IReadOnlyList<UnitTestInput> given, UnitTestRows expect, Dictionary<string, object?>? overrides)
    {
        var text = new StringBuilder(model).Append('-');
        if (versions is null) text.Append("None");
        else text.Append("UnitTestNodeVersions(include=").Append(PythonText.Repr(versions["include"])).Append(", exclude=").Append(PythonText.Repr(versions["exclude"])).Append(')');
        text.Append("-[").AppendJoin(", ", given.Select(input => $"UnitTestInputFixture(input={PythonText.Repr(input.Input)}, {Rows(input.Rows)})")).Append(']');
        text.Append("-UnitTestOutputFixture(").Append(Rows(expect)).Append(')').Append('-');
        if (overrides is null) text.Append("None");
        else text.Append("UnitTestOverrides(macros=").Append(PythonText.Repr(overrides["macros"])).Append(", vars=").Append(PythonText.Repr(overrides["vars"])).Append(", env_vars=").Append(PythonText.Repr(overrides["env_vars"])).Append(')');
        foreach (var input in given.Where(input => input.Rows.Fixture is { Length: > 0 })) text.Append('-').Append(PythonText.Str(input.Rows.Rows));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Rows(UnitTestRows rows)
    {
        var name = rows.Format switch { "csv" => "CSV", "sql" => "SQL", _ => "Dict" };
        return $"rows={PythonText.Repr(rows.Rows)}, format=<UnitTestFormat.{name}: '{rows.Format}'>, fixture={PythonText.Repr(rows.Fixture)}";
    }
}
