namespace ControlPlane.Lineage.Resolution;

/// <summary>Names of columns: inside before outside, a relation that lists the column before one that may have it.</summary>
internal sealed partial class Resolver
{
    private void Refer(IReadOnlyList<string> parts, Scope scope, Influences outer, OriginCollector into)
    {
        if (_parameters.Count > 0 && _parameters.Contains(parts[0], _dialect.Names)) return;
        if (parts.Count == 1 ? ReferToName(parts[0], scope, outer, into) : ReferToPath(parts, scope, outer, into)) return;
        Report($"{string.Join('.', parts)} is a column of none of the relations that it can name");
    }

    private bool ReferToName(string name, Scope scope, Influences outer, OriginCollector into)
    {
        for (var at = scope; at is not null; at = at.Parent)
        {
            var match = at.Find(name);
            if (match.Kind == MatchKind.Found)
            {
                into.Add(match.Origins, outer);
                return true;
            }

            if (at.SeesItems && at.Items.TryGetValue(name, out var item))
            {
                into.Add(item, outer);
                return true;
            }

            if (at.FindRelation([name]) is { } relation && (match.Kind != MatchKind.Believed || at.Relations.Count > 1))
            {
                // The whole row as one value.
                foreach (var column in relation.Shape.Columns) into.Add(column.Origins, outer.Of(Influences.Transformation));
                return true;
            }

            if (match.Kind == MatchKind.Believed)
            {
                into.Add(match.Origins, outer);
                return true;
            }

            if (match.Kind == MatchKind.Ambiguous && !IsListedOutside(name, at))
            {
                Report($"{name} may be a column of several relations whose columns are not known");
                return true;
            }
        }

        return false;
    }

    private static bool IsListedOutside(string name, Scope scope)
    {
        for (var at = scope.Parent; at is not null; at = at.Parent)
        {
            if (at.Find(name).Kind == MatchKind.Found) return true;
        }

        return false;
    }

    /// <summary>relation.column, schema.relation.column or database.schema.relation.column, each with fields behind; or column.field.</summary>
    private bool ReferToPath(IReadOnlyList<string> parts, Scope scope, Influences outer, OriginCollector into)
    {
        string[] path = [.. parts];
        for (var at = scope; at is not null; at = at.Parent)
        {
            for (var length = 1; length <= Math.Min(3, path.Length - 1); length++)
            {
                if (at.FindRelation(path.AsSpan(0, length)) is not { } relation) continue;
                var match = relation.Shape.Find(path[length]);
                if (match.Kind is MatchKind.None) continue;
                if (match.Kind is MatchKind.Ambiguous) Report($"{string.Join('.', parts)} may be a column of several relations whose columns are not known");
                into.Add(match.Origins, path.Length > length + 1 ? outer.Of(Influences.Transformation) : outer);
                return true;
            }

            if (!_dialect.HasStructs) continue;
            var column = at.Find(path[0]);
            if (column.Kind is MatchKind.Found or MatchKind.Believed && at.FindRelation([path[0]]) is null)
            {
                into.Add(column.Origins, outer.Of(Influences.Transformation));
                return true;
            }

            if (at.SeesItems && at.Items.TryGetValue(path[0], out var item))
            {
                into.Add(item, outer.Of(Influences.Transformation));
                return true;
            }
        }

        return false;
    }

    /// <summary>The name is a relation's and no column's, so that <c>(name).field</c> is a column of it.</summary>
    private static bool IsRow(string name, Scope scope)
    {
        for (var at = scope; at is not null; at = at.Parent)
        {
            if (at.Find(name).Kind == MatchKind.Found) return false;
            if (at.FindRelation([name]) is not null) return true;
        }

        return false;
    }

    private bool IsKnown(IReadOnlyList<string> parts, Scope scope)
    {
        if (_parameters.Contains(parts[0], _dialect.Names)) return true;
        for (var at = scope; at is not null; at = at.Parent)
        {
            if (at.Find(parts[0]).Kind == MatchKind.Found || parts.Count > 1 && at.FindRelation([parts[0]]) is not null) return true;
        }

        return false;
    }
}
