using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.UnitTests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Puts what a property file says of a node into it. Its configuration, which takes part in others', is built before.</summary>
public static class PatchApplier
{
    public static void Apply(ManifestNode node, NodePatch patch)
    {
        node.PatchPath = patch.FileId;
        node.Description = patch.Description;
        if (node.ResourceType == ResourceType.Test) return;
        foreach (var column in patch.Columns) node.Columns[column.Name] = column.Info();
        if (node.ResourceType != ResourceType.Model) return;
        node.DeprecationDate = patch.DeprecationDate;
        node.TimeSpine = patch.TimeSpine;
        node.Constraints = [.. patch.Constraints];
        foreach (var key in node.Constraints.Concat(node.Columns.Values.SelectMany(column => column.Constraints)).Where(constraint => constraint["type"] is "foreign_key"))
        {
            if (key["to"] is not string to) continue;
            if (InputCall.Read(to) is { } call) node.Refs.Add(call);
            else if (InputCall.ReadSource(to) is { } source) node.Sources.Add(source);
        }
        if (node.Contract.Enforced) node.Contract = node.Contract with { Hash = Checksum(node) };
    }

    /// <summary>What tells whether a contract changed: the reference hashes how Python prints its parts.</summary>
    private static string Checksum(ManifestNode node)
    {
        var text = new StringBuilder();
        foreach (var column in node.Columns.Values.OrderBy(column => column.Name, StringComparer.Ordinal))
        {
            text.Append('|').Append(column.Name).Append(PythonText.Str(column.DataType)).Append('[')
                .AppendJoin(", ", column.Constraints.Select(constraint => Printed("ColumnLevelConstraint", constraint))).Append(']');
        }
        if (node.Config.Materialized is "table" or "incremental")
            text.Append(node.Config.Materialized).Append('[').AppendJoin(", ", node.Constraints.Select(constraint => Printed("ModelLevelConstraint", constraint))).Append(']');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Printed(string type, Dictionary<string, object?> constraint) =>
        $"{type}({string.Join(", ", constraint.Select(pair => $"{pair.Key}={(pair.Key == "type" ? $"<ConstraintType.{pair.Value}: '{pair.Value}'>" : PythonText.Repr(pair.Value))}"))})";
}
