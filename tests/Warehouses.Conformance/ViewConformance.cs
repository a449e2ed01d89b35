using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance;

public abstract class ViewConformance(IEngine engine) : Conformance(engine)
{
    public static TheoryData<RawType, string, string?> Casts { get; } = new()
    {
        { RawType.Boolean, "true", "true" }, { RawType.Boolean, "\"False\"", "false" }, { RawType.Boolean, "1", null }, { RawType.Boolean, "\"yes\"", null }, { RawType.Boolean, "null", null },
        { RawType.Integer, "42", "42" }, { RawType.Integer, "\"-42\"", "-42" }, { RawType.Integer, "9223372036854775808", "9223372036854775808" },
        { RawType.Integer, "12345678901234567890123456", "12345678901234567890123456" }, { RawType.Integer, "2.0", "2" }, { RawType.Integer, "1e3", "1000" }, { RawType.Integer, "1.5", null },
        { RawType.Integer, "\"x\"", null }, { RawType.Integer, "true", null }, { RawType.Integer, "[1]", null }, { RawType.Integer, "\"\"", null }, { RawType.Integer, "\"NaN\"", null },
        { RawType.Number, "1.25", "1.25" }, { RawType.Number, "-1e-2", "-0.01" }, { RawType.Number, "\"2.5\"", "2.5" }, { RawType.Number, "\"Infinity\"", null }, { RawType.Number, "{}", null },
        { RawType.Text, "\"Zürich 😀\"", "Zürich 😀" }, { RawType.Text, "7", "7" }, { RawType.Text, "true", "true" }, { RawType.Text, "[1,2]", "[1,2]" }, { RawType.Text, "null", null },
        { RawType.Date, "\"2024-02-29\"", "2024-02-29" }, { RawType.Date, "\"2023-02-29\"", null }, { RawType.Date, "\"2024-13-01\"", null }, { RawType.Date, "\"soon\"", null }, { RawType.Date, "20240101", null },
        { RawType.Timestamp, "\"2024-05-06T07:08:09.123456\"", "2024-05-06 07:08:09.123456" }, { RawType.Timestamp, "\"2024-05-06 07:08:09+02:00\"", "2024-05-06 07:08:09.000000" },
        { RawType.Timestamp, "\"2024-05-06\"", "2024-05-06 00:00:00.000000" }, { RawType.Timestamp, "\"2024-04-31T00:00:00\"", null }, { RawType.Timestamp, "\"2024-05-06T25:00:00\"", null },
        { RawType.TimestampTz, "\"2024-05-06T07:08:09Z\"", "2024-05-06 07:08:09.000000" }, { RawType.TimestampTz, "\"2024-05-06T07:08:09.5+05:30\"", "2024-05-06 01:38:09.500000" },
        { RawType.TimestampTz, "\"2024-05-06T07:08-0330\"", "2024-05-06 10:38:00.000000" }, { RawType.TimestampTz, "\"2024-05-06 07:08:09+02\"", "2024-05-06 05:08:09.000000" },
        { RawType.TimestampTz, "\"2024-05-06T07:08:09\"", "2024-05-06 07:08:09.000000" }, { RawType.TimestampTz, "\"2024-05-06\"", "2024-05-06 00:00:00.000000" },
        { RawType.TimestampTz, "\"2016-12-31T23:59:60Z\"", "2017-01-01 00:00:00.000000" }, { RawType.TimestampTz, "\"2024-02-30T00:00:00Z\"", null }, { RawType.TimestampTz, "1715000000", null },
        { RawType.TimestampTz, $"\"2024-05-06T07:08:09.{new string('0', 200)}Z\"", null }, { RawType.Timestamp, $"\"2024-05-06T07:08:09.{new string('0', 200)}\"", null },
        { RawType.Json, "{\"a\":[1,null]}", "{\"a\":[1,null]}" }, { RawType.Json, "\"x\"", "\"x\"" }, { RawType.Json, "null", null },
    };

    [Fact]
    public async Task Value_of_each_type_is_shown_and_what_does_not_cast_is_null()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, [.. Casts.Select((row, index) => $$"""{"i":{{index}},"v":{{row.Data.Item2}}}""")]);
        var view = new RawView(Table, [new("i", ["i"], RawType.Integer), .. Enum.GetValues<RawType>().Select(type => new RawColumn($"v_{type}", ["v"], type))], false, [], []);
        await warehouse.Sessions.PublishAsync(tenant, view, Token);

        var shown = await ShownAsync(warehouse, tenant);
        foreach (var (index, (type, json, expected)) in Casts.Select(row => row.Data).Index())
            Written(shown.Single(row => Convert.ToInt32(row[3], CultureInfo.InvariantCulture) == index)[4 + (int)type], type).ShouldBe(expected, $"{json} as {type}");
    }

    [Fact]
    public async Task Column_shows_what_is_at_its_path_whatever_the_keys()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        string[] keys = ["a/b", "c~d", "it's", "quo\"te", "back\\slash", "$.x[0]", "日本", "", "0"];
        var record = new JsonObject { ["deep"] = new JsonObject([.. keys.Select((key, index) => KeyValuePair.Create(key, (JsonNode?)index))]), ["list"] = new JsonArray(7, 8) };
        await LoadAsync(warehouse, tenant, [record.ToJsonString(), """{"deep":5}""", "[]"]);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [.. keys.Select(key => new RawColumn(key, ["deep", key], RawType.Integer)), new("second", ["list", "1"], RawType.Integer)], false, [], []), Token);

        var shown = await ShownAsync(warehouse, tenant);
        shown.Count.ShouldBe(3);
        shown.ShouldContain(row => row.Skip(3).Select(value => Convert.ToInt32(value, CultureInfo.InvariantCulture)).SequenceEqual(Enumerable.Range(0, keys.Length).Append(8)));
        shown.Count(row => row.Skip(3).All(value => value is null)).ShouldBe(2);
    }

    [Fact]
    public async Task Names_are_as_given_and_those_that_are_too_long_or_the_same_are_told_apart()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var longer = new string('é', 60);
        string[] names = ["Mixed Case", "quo\"te", "日本", "same", "same", "_tenant", longer + "1", longer + "2"];
        await LoadAsync(warehouse, tenant, ["""{"v":1}"""]);
        var view = new RawView(Table, [.. names.Select(name => new RawColumn(name, ["v"], RawType.Integer))], false, [], []);
        await warehouse.Sessions.PublishAsync(tenant, view, Token);
        await warehouse.Sessions.PublishAsync(tenant, view, Token);

        var columns = await ColumnsAsync(warehouse, tenant);
        columns.Take(8).ShouldBe(["_airbyte_raw_id", "_airbyte_extracted_at", "_tenant", "Mixed Case", "quo\"te", "日本", "same", "same_2"]);
        columns.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(3 + names.Length);
        columns.ShouldAllBe(name => System.Text.Encoding.UTF8.GetByteCount(name) <= 63);
    }

    [Fact]
    public async Task Of_records_with_the_same_key_the_newest_is_shown()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant,
        [
            """{"id":{"a":1},"k":"x","at":"2024-01-01T12:00:00+02:00","v":"older, though its text sorts last"}""", """{"id":{"a":1},"k":"x","at":"2024-01-01T11:00:00Z","v":"newest"}""",
            """{"id":{"a":1},"k":"y","v":"another key"}""", """{"id":{"a":2},"k":"x","at":null,"v":"no cursor"}""", """{"v":"no key"}""", """{"v":"no key either"}""", """{"id":{"a":3},"k":"x","at":"2024-01-01T00:00:00Z","v":"first"}""",
        ]);
        await LoadAsync(warehouse, tenant, ["""{"id":{"a":3},"k":"x","at":"2024-01-01T00:00:00Z","v":"same cursor, later"}""", """{"id":{"a":1},"k":"x","at":"2023-01-01T00:00:00Z","v":"late news"}"""], minute: 1);
        RawColumn[] columns = [new("v", ["v"], RawType.Text), new("at", ["at"], RawType.TimestampTz)];
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, columns, NewestByKey: true, [["id", "a"], ["k"]], ["at"]), Token);

        (await ShownAsync(warehouse, tenant)).Select(row => (string)row[3]!).ShouldBe(["newest", "another key", "no cursor", "no key", "no key either", "same cursor, later"], ignoreOrder: true);

        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, columns, NewestByKey: false, [["id", "a"], ["k"]], ["at"]), Token);
        (await ShownAsync(warehouse, tenant)).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Number_without_a_type_is_a_cursor_too()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"id":1,"seq":9}""", """{"id":1,"seq":10}"""]);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [new("s", ["seq"], RawType.Text)], NewestByKey: true, [["id"]], ["seq"]), Token);

        (await ShownAsync(warehouse, tenant)).ShouldHaveSingleItem()[3].ShouldBe("10");
    }

    [Fact]
    public async Task Columns_come_go_and_change_and_what_models_read_stays()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"a":1,"b":"2","c":"x"}"""]);
        Task Publish(params RawColumn[] columns) => warehouse.Sessions.PublishAsync(tenant, new RawView(Table, columns, false, [], []), Token);
        RawColumn a = new("a", ["a"], RawType.Integer), b = new("b", ["b"], RawType.Text), c = new("c", ["c"], RawType.Text);
        await Publish(a, b);
        await warehouse.ExecuteAsync(tenant, $"CREATE VIEW {warehouse.Name("STAGING", "model")} AS SELECT a, b FROM {warehouse.Name("RAW", $"{Table}_current")}");

        await Publish(c, a, b);
        (await ColumnsAsync(warehouse, tenant)).Skip(3).ShouldBe(["a", "b", "c"], ignoreOrder: true);
        await Publish(a, b with { Type = RawType.Integer });
        (await ColumnsAsync(warehouse, tenant)).Skip(3).ShouldBe(["a", "b"]);
        (await ShownAsync(warehouse, tenant))[0][4].ShouldNotBeOfType<string>();
        await warehouse.QueryAsync(tenant, $"SELECT a FROM {warehouse.Name("RAW", $"{Table}_current")}");
    }

    [Fact]
    public async Task Missing_table_and_missing_database_say_what_to_do()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var other = Testing.PostgresFixture.NewTenant();

        (await Should.ThrowAsync<Fault>(() => warehouse.Sessions.PublishAsync(tenant, new RawView("nobodys", [], false, [], []), Token))).Message.ShouldContain("plan");
        (await Should.ThrowAsync<Fault>(() => warehouse.Sessions.PublishAsync(other, new RawView(Table, [], false, [], []), Token))).Message.ShouldContain("plan");
    }

    [Fact]
    public async Task Name_that_a_table_has_is_refused()
    {
        var (warehouse, tenant) = await ProvisionedAsync(Table, $"{Table}_current");

        (await Should.ThrowAsync<Fault>(() => warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [], false, [], []), Token))).Reason.ShouldBe("NameTaken");
    }

    [Fact]
    public async Task Table_with_a_long_name_has_a_view_too()
    {
        var table = new string('t', 60);
        var (warehouse, tenant) = await ProvisionedAsync(table);
        await warehouse.Sessions.PublishAsync(tenant, new RawView(table, [new("n", ["n"], RawType.Integer)], false, [], []), Token);

        (await warehouse.QueryAsync(tenant, $"SELECT n FROM {warehouse.Name("RAW", WarehouseNames.CurrentView(table))}")).ShouldBeEmpty();
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant, table), thorough: true, Token)).Steps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_that_publish_at_the_same_time_both_succeed()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [new("n", ["n"], number % 2 == 0 ? RawType.Integer : RawType.Text)], false, [], []), Token)));
        (await ColumnsAsync(warehouse, tenant)).ShouldContain("n");
    }

    protected static Task<IReadOnlyList<object?[]>> ShownAsync(TestedWarehouse warehouse, TenantId tenant) =>
        warehouse.QueryAsync(tenant, $"SELECT * FROM {warehouse.Name("RAW", $"{Table}_current")}");

    protected static async Task<IReadOnlyList<string>> ColumnsAsync(TestedWarehouse warehouse, TenantId tenant)
    {
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        await using var reader = await session.QueryAsync(Tag(tenant), $"SELECT * FROM {warehouse.Name("RAW", $"{Table}_current")}", [], Token);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    private static string? Written(object? value, RawType type) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment when type == RawType.Date => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.##########", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        string text when type is RawType.Json or RawType.Text => text.Replace(": ", ":", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal),
        _ => value.ToString(),
    };
}
