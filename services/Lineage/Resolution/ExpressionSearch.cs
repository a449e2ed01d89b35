using System.Runtime.CompilerServices;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>The parts of an expression, without those of its subqueries.</summary>
internal static class ExpressionSearch
{
    public static IEnumerable<Expression> Parts(Expression value) => value switch
    {
        OperationExpression operation => operation.Operands,
        CastExpression cast => [cast.Value],
        PartExpression part => [part.Value, .. part.Indexes],
        ListExpression list => list.Items,
        CaseExpression choice => [.. choice.Conditions, .. choice.Results, .. choice.Else is { } otherwise ? [otherwise] : Array.Empty<Expression>()],
        LambdaExpression lambda => [lambda.Body],
        CallExpression call => [.. call.Arguments, .. call.WithinGroup, .. call.Filter is { } filter ? [filter] : Array.Empty<Expression>()],
        _ => [],
    };

    public static T? First<T>(Expression value, Func<Expression, T?> choose) where T : class
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return choose(value) ?? Parts(value).Select(part => First(part, choose)).FirstOrDefault(found => found is not null);
    }
}

/// <summary>Finds the COLUMNS(…) for which an expression is repeated.</summary>
internal static class StarSearch
{
    public static StarExpression? Find(Expression value) => ExpressionSearch.First(value, part => part as StarExpression is { Repeats: true } star ? star : null);
}

/// <summary>Tells whether an expression aggregates rows, so that GROUP BY ALL leaves it out.</summary>
internal static class AggregateSearch
{
    public static bool IsAny(Expression value) =>
        ExpressionSearch.First(value, part => part is CallExpression { Over: null } call && FunctionRoles.IsAggregate(call) ? call : null) is not null;
}
