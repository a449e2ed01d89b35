using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

internal static class UnitTestValues
{
    public static Dictionary<string, object?> Of(UnitTest test)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["model"] = test.Model,
            ["given"] = test.Given.Select(given => (object?)Of(given)).ToList(),
            ["expect"] = Of(test.Expect),
        };
        foreach (var (key, value) in NodeValues.Head(test)) values[key] = value;
        values["description"] = test.Description;
        values["overrides"] = test.Overrides;
        values["depends_on"] = NodeValues.Of(test.DependsOn);
        values["config"] = NodeValues.Copy(test.Config.Values);
        values["checksum"] = test.Checksum;
        values["schema"] = test.Schema;
        values["created_at"] = test.CreatedAt;
        values["versions"] = test.Versions;
        values["version"] = test.Version;
        return values;
    }

    private static Dictionary<string, object?> Of(UnitTestInput given)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["input"] = given.Input };
        foreach (var (key, value) in Of(given.Rows)) values[key] = value;
        return values;
    }

    private static Dictionary<string, object?> Of(UnitTestRows rows) =>
        new(StringComparer.Ordinal) { ["rows"] = rows.Rows, ["format"] = rows.Format, ["fixture"] = rows.Fixture };
}
