using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>What no type of a program holds passes through as it came.</summary>
public sealed class ExactValueTests(PostgresFixture postgres)
{
    private const string Big = "123456789012345678901234567890";
    private const string Long = "0.10000000000000000000000000000000000000001";
    private const string Record = $$"""{"id":1,"name":"x","big":-{{Big}},"long":{{Long}},"far":1.50E400,"same":1,"same":{"deep":[{{Big}}.0]},"text":"\u00e4\/\ud83d\ude00"}""";

    [Fact]
    public async Task Numbers_beyond_64_bits_and_long_decimals_are_the_same_in_raw_bronze_and_RAW()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) == 1 ? $"[{Record}]" : "[]");
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        await host.RunAsync();

        (await Gzip.LinesAsync(world.Object("raw"))).ShouldHaveSingleItem().ShouldEndWith($"\"_airbyte_data\":{Record}}}");
        (await Gzip.LinesAsync(world.Object("bronze"))).ShouldHaveSingleItem().ShouldEndWith($"\"_airbyte_data\":{Record}}}");
        (await ValueAsync(world, "{big}")).ShouldBe($"-{Big}");
        (await ValueAsync(world, "{long}")).ShouldBe(Long);
        (await ValueAsync(world, "{far}")).ShouldBe($"150{new string('0', 398)}");

        // Of a name that stands there twice the last counts.
        (await ValueAsync(world, "{same}")).ShouldBe($$"""{"deep": [{{Big}}.0]}""");
        (await ValueAsync(world, "{text}")).ShouldBe("ä/😀");
    }

    private static Task<string> ValueAsync(World world, string path) => world.WarehouseAsync<string>($"""SELECT _airbyte_data #>> '{path}' FROM "RAW".things_things""");
}
