namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Constraints of a model or column, with every key that artifacts show.</summary>
internal static class ConstraintReader
{
    private static readonly string[] Types = ["check", "not_null", "unique", "primary_key", "foreign_key", "custom"];

    /// <param name="ofModel">Those of a model name columns of their own.</param>
    public static IEnumerable<Dictionary<string, object?>> Read(PropertyEntry owner, bool ofModel = false)
    {
        foreach (var map in owner.Mappings("constraints"))
        {
            var constraint = new PropertyEntry(owner.File, $"constraint of {owner.What}", map);
            var type = constraint.Required("type");
            if (type is null) continue;
            if (!Types.Contains(type, StringComparer.Ordinal))
            {
                owner.File.Fail(map.LineOf("type"), $"'{type}' is no type of constraint (on the {owner.What}).",
                    Errors.NearestNames.Advise(type, Types, $"Use one of {string.Join(", ", Types)}."));
                continue;
            }
            var values = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["type"] = type,
                ["name"] = constraint.Text("name", nullable: true),
                ["expression"] = constraint.Text("expression", nullable: true),
                ["warn_unenforced"] = constraint.Flag("warn_unenforced") ?? true,
                ["warn_unsupported"] = constraint.Flag("warn_unsupported") ?? true,
                ["to"] = constraint.Text("to", nullable: true),
                ["to_columns"] = constraint.Texts("to_columns").ToList<object?>(),
            };
            if (ofModel) values["columns"] = constraint.Texts("columns").ToList<object?>();
            yield return values;
        }
    }
}
