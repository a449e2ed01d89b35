using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.UnitTests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What has to hold of contracts and constraints, whatever the engine.</summary>
internal static class ContractRules
{
    public static void Check(ParseState state)
    {
        foreach (var node in state.Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model))
        {
            if (node.Contract.Enforced) Contract(state, node);
            PrimaryKey(state, node);
            foreach (var constraint in node.Constraints.Concat(node.Columns.Values.SelectMany(column => column.Constraints)))
            {
                if (constraint["type"] is "foreign_key" && constraint["to"] is string to && InputCall.Read(to) is null && InputCall.ReadSource(to) is null)
                    Fail(state, node, $"Invalid 'ref' or 'source' syntax on foreign key constraint 'to' on model {node.Name}: {to}.", "Write it as \"ref('model')\" or \"source('source', 'table')\".");
            }
            if (node.Access is not ("private" or "protected" or "public"))
                Fail(state, node, $"Node {node.UniqueId} has an invalid value ({node.Access}) for the access field.", "Use private, protected or public.");
        }
    }

    private static void Contract(ParseState state, ManifestNode node)
    {
        if (node.Columns.Count == 0)
            Fail(state, node, $"Contract enforcement failed for: ({node.OriginalFilePath}): constraints must be defined in a `yml` schema configuration file like `schema.yml`.", "List the model's columns with their data types, or do not enforce the contract.");
        if (node.Language != "sql")
            Fail(state, node, $"Contract enforcement failed for: ({node.OriginalFilePath}): Language Error: Expected 'sql' but found '{node.Language}'.", "Do not enforce the contract of a model that is not SQL.");
    }

    private static void PrimaryKey(ParseState state, ManifestNode node)
    {
        var columns = node.Columns.Values.Where(column => column.Constraints.Exists(IsPrimaryKey)).Select(column => column.Name).ToList();
        if (columns.Count > 1)
            Fail(state, node, $"Primary key constraint error: ({node.OriginalFilePath}): found {columns.Count} columns ({string.Join(", ", columns)}) with primary key constraints defined.", "Define a key of several columns once, under the model's 'constraints'.");
        if (columns.Count > 0 && node.Constraints.Exists(IsPrimaryKey))
            Fail(state, node, $"Primary key constraint error: ({node.OriginalFilePath}): primary key constraints are defined at the model level and the columns level.", "Keep one of the two.");
    }

    private static bool IsPrimaryKey(Dictionary<string, object?> constraint) => constraint["type"] is "primary_key";

    private static void Fail(ParseState state, ManifestNode node, string message, string fix)
    {
        var patch = node.Version is null ? state.Properties.PatchFor(node.ResourceType, node.PackageName, node.Name) : null;
        state.Errors.Add(patch?.Shown ?? state.Place(node), patch?.Line ?? node.Line, message, fix);
    }
}
