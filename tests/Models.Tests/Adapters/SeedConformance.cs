using ControlPlane.Models.Runs;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Seeds, the same on every engine.</summary>
public abstract class SeedConformance(IModelEngine engine) : IDisposable
{
    private readonly EngineProject _project = new(engine);

    [Fact]
    public void Values_get_the_types_that_they_look_like()
    {
        _project["seeds/a.csv"] = "id,price,day,moment,flag,label\n1,1.5,2024-01-02,2024-01-02 03:04:05,true,x\n2,,,,false,\"a, \"\"b\"\"\ttab\nline\\\"\n";
        _project.Build();
        _project.Query("select id, price, cast(day as text), cast(moment as text), flag, label from dev.a order by id")
            .ShouldBe(["1|1.5|2024-01-02|2024-01-02 03:04:05|True|x", "2|None|None|None|False|a, \"b\"\ttab\nline\\"]);
    }

    [Fact]
    public void A_seed_is_loaded_again_in_place_of_what_was_there()
    {
        _project["seeds/a.csv"] = "id\n1\n";
        _project.Build();
        _project["seeds/a.csv"] = "id\n2\n3\n";
        _project.Build();
        _project.Query("select id from dev.a order by id").ShouldBe(["2", "3"]);
    }

    [Fact]
    public void Other_columns_need_a_full_refresh()
    {
        _project["seeds/a.csv"] = "id\n1\n";
        _project.Build();
        _project["seeds/a.csv"] = "id,name\n2,b\n";
        _project.Run(RunCommand.Seed).IsSuccess.ShouldBeFalse();
        _project.Query("select * from dev.a").ShouldBe(["1"]);
        _project.FullRefresh().IsSuccess.ShouldBeTrue();
        _project.Query("select * from dev.a").ShouldBe(["2|b"]);
    }

    [Fact]
    public void A_configured_type_is_kept_with_the_text_as_it_is()
    {
        _project["seeds/a.csv"] = "code;amount\n007;1\n";
        _project["seeds/a.yml"] = "seeds:\n  - name: a\n    config: {delimiter: ';', column_types: {code: varchar(5), amount: bigint}}\n";
        _project.Build();
        _project.Query("select code, amount from dev.a").ShouldBe(["007|1"]);
    }

    [Fact]
    public void A_seed_without_rows_is_an_empty_table()
    {
        _project["seeds/a.csv"] = "id,name\n";
        _project.Build();
        _project.Query("select count(*) from dev.a").ShouldBe(["0"]);
    }

    public void Dispose()
    {
        _project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresSeedTests(PostgresFixture fixture) : SeedConformance(new PostgresEngine(fixture));

public sealed class DuckDbSeedTests() : SeedConformance(new DuckDbEngine());
