namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Data tests under their name and under the former one, <c>tests</c>.</summary>
internal static class TestLists
{
    /// <summary>Each a text or a mapping; empty where there are none.</summary>
    public static List<object?> Read(PropertyEntry entry)
    {
        var former = entry.List("tests");
        if (former.Count > 0 && entry.Has("data_tests"))
            entry.File.Fail(entry.Map.LineOf("tests"), $"The {entry.What} has both 'tests' and 'data_tests'.", "Move what 'tests' holds to 'data_tests'.");
        var tests = former.Count > 0 ? former : entry.List("data_tests");
        foreach (var test in tests.Where(test => test is not (string or Projects.Yaml.YamlMap)))
            entry.Wrong<object>(entry.Has("data_tests") ? "data_tests" : "tests", "a list of texts and mappings", test);
        return tests;
    }
}
