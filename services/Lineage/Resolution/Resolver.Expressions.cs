using System.Runtime.CompilerServices;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>Values: which columns are in them, and what each does there.</summary>
internal sealed partial class Resolver
{
    /// <param name="outer">What the expression is to the whole: one influence.</param>
    private void Visit(Expression value, Scope scope, Influences outer, OriginCollector into)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var computed = outer.Of(Influences.Transformation);
        switch (value)
        {
            case LiteralExpression:
                break;
            case ColumnReference reference:
                Refer(reference.Parts, scope, outer, into);
                break;
            case OperationExpression operation:
                VisitAll(operation.Operands, scope, computed, into);
                break;
            case CastExpression cast:
                Visit(cast.Value, scope, computed, into);
                break;
            case PartExpression { Field: { } field, Value: ColumnReference { Parts: [var relation] } } when IsRow(relation, scope):
                Refer([relation, field], scope, outer, into);
                break;
            case PartExpression part:
                Visit(part.Value, scope, computed, into);
                VisitAll(part.Indexes, scope, computed, into);
                break;
            case ListExpression list:
                VisitAll(list.Items, scope, computed, into);
                break;
            case CaseExpression choice:
                VisitAll(choice.Conditions, scope, outer.Of(Influences.Conditional), into);
                VisitAll(choice.Results, scope, outer, into);
                if (choice.Else is { } otherwise) Visit(otherwise, scope, outer, into);
                break;
            case LambdaExpression lambda:
                _parameters.AddRange(lambda.Parameters);
                Visit(lambda.Body, scope, computed, into);
                _parameters.RemoveRange(_parameters.Count - lambda.Parameters.Count, lambda.Parameters.Count);
                break;
            case SubqueryExpression subquery:
                var shape = Resolve(subquery.Query, scope, scope.CommonTables);
                var taken = outer.Of(subquery.Kind == SubqueryKind.Array ? Influences.Aggregation : Influences.Identity);
                if (subquery.Kind != SubqueryKind.Exists) foreach (var column in shape.Columns) into.Add(column.Origins, taken);
                into.Add(shape.Rows, outer);
                break;
            case StarExpression star:
                if (star.Repeats && scope.Repeated is { } repeated) into.Add(repeated.Origins, outer);
                else foreach (var column in Expand(star, scope)) into.Add(column.Origins, computed);
                break;
            case CallExpression call:
                VisitCall(call, scope, outer, into);
                break;
        }
    }

    /// <summary>The names of the lambdas around: they hide columns.</summary>
    private readonly List<string> _parameters = [];

    private void VisitAll(IReadOnlyList<Expression> values, Scope scope, Influences outer, OriginCollector into)
    {
        foreach (var value in values) Visit(value, scope, outer, into);
    }

    private void VisitCall(CallExpression call, Scope scope, Influences outer, OriginCollector into)
    {
        var roles = FunctionRoles.Of(call);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            // count(*) counts rows, whatever is in them.
            if (argument is StarExpression { Repeats: false, Qualifier: [], Filter: null, Excluded: [] } && call.Function.Equals("count", StringComparison.OrdinalIgnoreCase)) continue;
            var (value, decides) = roles.Argument(i, call.Arguments.Count);
            if (!decides)
            {
                Visit(argument, scope, outer.Of(value), into);
                continue;
            }

            // Visited once, though it matters twice: nested calls would otherwise take twice the time for every level.
            var origins = Collect(argument, scope, Influences.Identity);
            if (value != Influences.None) into.Add(origins, outer.Of(value));
            into.Add(origins, outer.Of(Influences.Conditional));
        }

        VisitAll(call.WithinGroup, scope, outer.Of(Influences.Aggregation), into);
        VisitAll(call.Order, scope, outer.Of(Influences.Sort), into);
        if (call.Filter is { } filter) Visit(filter, scope, outer.Of(Influences.Filter), into);
        if (call.Over is { } window) VisitWindow(window, scope, outer.Of(Influences.Window), into, 0);
        // DuckDB calls a function as a method of its first argument, which looks like a schema.
        if (call.Name.Count > 1 && _dialect.HasStructs && IsKnown([.. call.Name.Take(call.Name.Count - 1)], scope))
            Refer([.. call.Name.Take(call.Name.Count - 1)], scope, outer.Of(roles.Argument(0, 1).Value), into);
    }

    private void VisitWindow(Window window, Scope scope, Influences outer, OriginCollector into, int depth)
    {
        VisitAll(window.Partition, scope, outer, into);
        VisitAll(window.Order, scope, outer, into);
        if (window.Base is not { } name || depth > 100) return;
        for (var at = scope; at is not null; at = at.Parent)
        {
            if (!at.Windows.TryGetValue(name, out var named)) continue;
            VisitWindow(named, scope, outer, into, depth + 1);
            return;
        }
    }
}
