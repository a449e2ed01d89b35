using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Tests.Adapters;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Runs;

/// <summary>What only shows when a project runs is told with file, line and fix, the same on every engine.</summary>
public abstract class BadInputConformance(IModelEngine engine) : IDisposable
{
    private readonly EngineProject _project = new(engine);

    public void Dispose()
    {
        _project.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_seeds_value_that_is_not_of_its_type_is_told_with_line_and_column()
    {
        _project["dbt_project.yml"] = $"{ProjectFolder.Settings}seeds: {{+column_types: {{amount: integer}}}}";
        _project["seeds/orders.csv"] = "id,note,amount\n1,\"two\nlines\",5\n2,x,abc\n";
        var message = Message("orders");
        message.ShouldStartWith("Database Error in seed orders (seeds/orders.csv)\n  seeds/orders.csv:4: column 'amount' cannot hold its value: ");
        message.ShouldContain("abc");
        message.ShouldContain("Correct the value, or the column's type under column_types.");
        message.ShouldNotContain("INSERT INTO");
    }

    [Fact]
    public void A_seeds_row_with_too_many_values_is_told_and_one_with_too_few_is_filled_up()
    {
        _project["seeds/long.csv"] = "id,name\n1,a\n2,b,c\n";
        _project["seeds/short.csv"] = "id,name\n1,a\n2\n";
        Message("long").ShouldContain("seeds/long.csv:3: Row 1 has 3 values, but Table only has 2 columns. Put a value that holds the delimiter in double quotes, or name the missing column in the header.");
        _project.Query("select id, name from dev.short order by id").ShouldBe(["1|a", "2|None"]);
    }

    [Fact]
    public void An_error_of_SQL_marks_the_line_and_names_the_file_with_the_statement()
    {
        _project["models/broken.sql"] = "select 1 as id,\n  nothing_here";
        var message = Message("broken");
        message.ShouldStartWith("Database Error in model broken (models/broken.sql)\n  ");
        message.ShouldContain("LINE ");
        message.ShouldContain("nothing_here\n");
        message.ShouldEndWith("\n  compiled code at target/run/shop/models/broken.sql");
    }

    [Fact]
    public void A_test_on_a_missing_column_is_told_with_its_place_and_the_columns_that_there_are()
    {
        _project["models/a.sql"] = "select 1 as id, 2 as amount";
        _project["models/schema.yml"] = "models:\n  - name: a\n    columns:\n      - name: amonut\n        data_tests: [not_null]\n      - name: zzz\n        data_tests: [unique]\n";
        Message("not_null_a_amonut").ShouldEndWith("has no column 'amonut'; it has id, amount. Did you mean 'amount'?");
        Message("not_null_a_amonut").ShouldContain("\n  models/schema.yml:4: ");
        Message("unique_a_zzz").ShouldEndWith("has no column 'zzz'; it has id, amount. Correct the name, or add the column.");
    }

    [Fact]
    public void A_macro_that_does_not_exist_is_told_with_the_nearest()
    {
        _project["macros/money.sql"] = "{% macro to_units(x) %}{{ x }} / 100{% endmacro %}";
        _project["models/a.sql"] = "select 1 as id,\n  {{ to_unit('1') }} as amount";
        var message = Message("a");
        message.ShouldStartWith("Compilation Error in model a (models/a.sql)\n  'to_unit' is undefined.");
        message.ShouldContain("Did you mean 'to_units'?");
        message.ShouldContain("models/a.sql, line 2");
    }

    [Fact]
    public void A_macro_that_never_ends_is_stopped()
    {
        _project["macros/loops.sql"] = "{% macro deeper(n) %}{{ deeper(n + 1) }}{% endmacro %}\n{% macro longer() %}{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}{% endmacro %}";
        _project["models/a.sql"] = "{% if execute %}{{ deeper(1) }}{% endif %} select 1 as id";
        _project["models/b.sql"] = "{% if execute %}{{ longer() }}{% endif %} select 1 as id";
        Message("a").ShouldContain("macros/loops.sql");
        Message("b").ShouldContain("macros/loops.sql");
    }

    private string Message(string name)
    {
        var result = _project.Run(RunCommand.Build).Results.Single(result => result.Node.Name == name);
        result.Status.ShouldBe(NodeStatus.Error, result.Message);
        return result.Message!;
    }
}

public sealed class PostgresBadInputTests(PostgresFixture fixture) : BadInputConformance(new PostgresEngine(fixture));

public sealed class DuckDbBadInputTests() : BadInputConformance(new DuckDbEngine());
