using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.Sql;

public sealed class StandingForRelationsTests
{
    [Fact]
    public void A_name_of_with_that_stands_for_a_relation_is_not_looked_into()
    {
        const string Sql = "with __dbt__cte__daily as (select day, amount from raw.orders), other as (select * from __dbt__cte__daily) select day, sum(amount) as total from other group by day";
        var lineage = ColumnLineage.Of(Sql, SqlDialect.PostgreSql, relation => relation.Name == "__dbt__cte__daily" ? ["day", "amount"] : null, name => name == "__dbt__cte__daily");
        lineage.Problems.ShouldBeEmpty();
        lineage.Relations.Select(relation => relation.ToString()).ShouldBe(["__dbt__cte__daily"]);
        lineage.Columns.Select(column => $"{column.Name} {string.Join(' ', column.Origins.Select(origin => $"{origin.Relation}.{origin.Column}"))}").ShouldBe(["day __dbt__cte__daily.day", "total __dbt__cte__daily.amount"]);
    }
}
