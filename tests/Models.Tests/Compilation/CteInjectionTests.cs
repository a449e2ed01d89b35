using ControlPlane.Models.Compilation;

namespace ControlPlane.Models.Tests.Compilation;

/// <summary>Texts are those of the reference, to the last blank.</summary>
public sealed class CteInjectionTests
{
    private static readonly string[] One = [" __dbt__cte__a as (\nselect 1\n)"];
    private static readonly string[] Two = [" __dbt__cte__a as (\nselect 1\n)", " __dbt__cte__b as (\nselect 2\n)"];

    [Theory]
    [InlineData("select 3", "with __dbt__cte__a as (\nselect 1\n) select 3")]
    [InlineData("\n\n  select 3\n", "\n\n  with __dbt__cte__a as (\nselect 1\n) select 3\n")]
    [InlineData("-- first\nselect 3", "with __dbt__cte__a as (\nselect 1\n) -- first\nselect 3")]
    [InlineData("with x as (select 3) select * from x", "with  __dbt__cte__a as (\nselect 1\n), x as (select 3) select * from x")]
    [InlineData("-- with\nWITH\n  x as (select 3) select * from x", "-- with\nWITH\n   __dbt__cte__a as (\nselect 1\n), x as (select 3) select * from x")]
    [InlineData("/* a */ with recursive x as (select 3) select * from x", "/* a */ with recursive  __dbt__cte__a as (\nselect 1\n), x as (select 3) select * from x")]
    [InlineData("(with x as (select 3) select * from x)", "with __dbt__cte__a as (\nselect 1\n) (with x as (select 3) select * from x)")]
    [InlineData("select * from without_tax", "with __dbt__cte__a as (\nselect 1\n) select * from without_tax")]
    public void Tables_come_before_the_query_or_before_those_that_it_has(string sql, string expected) => CteInjection.Inject(sql, One).ShouldBe(expected);

    [Fact]
    public void Several_are_in_order() =>
        CteInjection.Inject("select 3", Two).ShouldBe("with __dbt__cte__a as (\nselect 1\n),  __dbt__cte__b as (\nselect 2\n) select 3");

    [Fact]
    public void Nothing_changes_without_any() => CteInjection.Inject(" select 3", []).ShouldBe(" select 3");
}
