using ControlPlane.Templating;

namespace ControlPlane.Transformation.Compilation;

/// <summary>A table or view by its full name.</summary>
public sealed record Relation(string Database, string Schema, string Name)
{
    /// <summary>As statements write it: <c>"ACME_DEV_RAW"."MARTS"."github_events_daily"</c>.</summary>
    public string Sql(Func<string, string> quote) => $"{quote(Database)}.{quote(Schema)}.{quote(Name)}";
}

/// <summary>What <c>ref</c>, <c>source</c> and <c>this</c> give a template.</summary>
internal sealed class RelationValue(Relation relation, string sql) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "database" => relation.Database,
            "schema" => relation.Schema,
            "name" or "identifier" or "table" => relation.Name,
            _ => null,
        };
        return value is not null;
    }

    public override string ToString() => sql;
}
