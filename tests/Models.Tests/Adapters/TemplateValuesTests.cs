using ControlPlane.Models.Adapters;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Relations, columns and results as templates use them.</summary>
public sealed class TemplateValuesTests : IDisposable
{
    private readonly IAdapter _adapter = AdapterFactory.Create(new TargetProfile("shop", "dev", "postgres", "db", "main", 1, new Dictionary<string, object?>()));

    [Theory]
    [InlineData("{{ r }}", "\"db\".\"main\".\"orders\"")]
    [InlineData("{{ r.include(database=false) }}", "\"main\".\"orders\"")]
    [InlineData("{{ r.quote(identifier=false, schema=false) }}", "\"db\".main.orders")]
    [InlineData("{{ r.replace_path(identifier='x') }}", "\"db\".\"main\".\"x\"")]
    [InlineData("{{ r.incorporate(path={'identifier': 'x'}, type='view').type }}", "view")]
    [InlineData("{{ r.incorporate(type='view').is_view }} {{ r.is_table }}", "True False")]
    [InlineData("{{ r.without_identifier() }}", "\"db\".\"main\"")]
    [InlineData("{{ r.information_schema('columns') }}", "\"db\".INFORMATION_SCHEMA.columns")]
    [InlineData("{{ r.information_schema_only() }}", "\"db\".INFORMATION_SCHEMA")]
    [InlineData("{{ r.incorporate(limit=0) }}", "(select * from \"db\".\"main\".\"orders\" where false limit 0) _dbt_limit_subq_orders")]
    [InlineData("{{ r.get('metadata', {}).get('type', '').endswith('Relation') }}", "True")]
    [InlineData("{{ r.database }}.{{ r.schema }}.{{ r.identifier }}.{{ r.table }}.{{ r.name }}", "db.main.orders.orders.orders")]
    [InlineData("{{ r == api.Relation.create(database='db', schema='main', identifier='orders') }}", "True")]
    [InlineData("{{ r.View }} {{ api.Relation.CTE }} {{ r.MaterializedView }}", "view cte materialized_view")]
    [InlineData("{{ api.Relation.create(identifier='a') }}", "\"a\"")]
    [InlineData("{{ api.Column('a', 'character varying', 10).data_type }} {{ api.Column('a', 'character varying').data_type }}", "character varying(10) character varying")]
    [InlineData("{{ api.Column('a', 'numeric', none, 10, 2).data_type }} {{ api.Column.translate_type('string') }}", "numeric(10,2) TEXT")]
    [InlineData("{{ api.Column('a', 'bigint').is_number() }} {{ api.Column('a b', 'bigint').quoted }}", "True \"a b\"")]
    [InlineData("{{ api.Column.from_description('a', 'varchar(5)').char_size }} {{ api.Column.numeric_type('numeric', 28, 6) }}", "5 numeric(28,6)")]
    [InlineData("{{ api.Column('a', 'text').can_expand_to(api.Column('a', 'varchar', 300)) }}", "True")]
    [InlineData("{{ t.columns[0].values() }} {{ t.columns['name'].values() | join(',') }}", "(1, 2) a,None")]
    [InlineData("{{ t.rows[1][0] }} {{ t.rows[0]['name'] }} {{ t.rows[0].name }} {{ t.rows | length }} {{ t | length }}", "2 a a 2 2")]
    [InlineData("{{ t.column_names | join(',') }} {% for row in t %}{{ row.values()[0] }}{% endfor %}", "id,name 12")]
    [InlineData("{% for id, name in t %}{{ id }}{{ name }} {% endfor %}", "1a 2None ")]
    [InlineData("{{ t.select(['name']).column_names | join(',') }} {{ t.exclude('name').column_names | join(',') }} {{ t.rename({'id': 'key'}).column_names[0] }}", "name id key")]
    [InlineData("{{ t[0].dict() }} {{ t.columns | map(attribute='name') | list }}", "{'id': 1, 'name': 'a'} ['id', 'name']")]
    [InlineData("{% if t.limit(0) %}yes{% else %}no{% endif %}", "no")]
    public void A_template_gets_what_the_reference_gives(string template, string expected)
    {
        var table = new ResultTable([new("id", "integer"), new("name", "text")], [[1L, "a"], [2L, null]]);
        var variables = new Dictionary<string, object?> { ["r"] = _adapter.Relation("db", "main", "orders"), ["api"] = new ApiValue(_adapter), ["t"] = table };
        Template.Parse(template).Render(variables).ShouldBe(expected);
    }

    [Fact]
    public void A_name_that_the_engine_would_cut_off_is_refused() =>
        Should.Throw<TemplateException>(() => Template.Parse("{{ r.incorporate(path={'identifier': 'x' * 64}, type='table') }}").Render(new Dictionary<string, object?> { ["r"] = _adapter.Relation("db", "main", "orders") }))
            .Message.ShouldContain("is longer than 63 characters");

    [Fact]
    public void A_batchs_rows_are_taken_by_a_subquery()
    {
        var filter = new EventTimeFilter("at", new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero));
        (_adapter.Relation("db", "main", "orders") with { EventTime = filter }).ToString().ShouldBe(
            "(select * from \"db\".\"main\".\"orders\" where at >= '2024-01-01 00:00:00+00:00' and at < '2024-01-02 00:00:00+00:00') _dbt_et_filter_subq_orders");
    }

    [Fact]
    public void A_table_is_drawn_as_text() =>
        new ResultTable([new("id", "integer"), new("price", "numeric"), new("name", "text")], [[1L, 1234.5m, "a"], [20L, 1m, new string('x', 30)]]).ToText()
            .ShouldBe("| id |   price | name                 |\n| -- | ------- | -------------------- |\n|  1 | 1,234.5 | a                    |\n| 20 |     1.0 | xxxxxxxxxxxxxxxxx... |\n");

    public void Dispose() => _adapter.Dispose();
}
