using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Records;

public sealed class TransformationTests
{
    private static async Task<string> ChangeAsync(string record, string transformation)
    {
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{{record}}]}""");
        var reading = new Reading(source.Url) { Stream = $"transformations:\n  - {transformation}", Config = new() { ["name"] = "x", ["path"] = "field2" } };
        await reading.RunAsync();
        return string.Join('|', reading.Sink.Records);
    }

    [Theory]
    [InlineData("""{"k1":"v","k2":"v"}""", "[k1]", """{"k2":"v"}""")]
    [InlineData("""{"k1":"v","k2":"v"}""", "[k3]", """{"k1":"v","k2":"v"}""")]
    [InlineData("""{"k1":[1,2]}""", "[k1, 0]", """{"k1":[null,2]}""")]
    [InlineData("""{"k1":[1,2]}""", "[k1, '1']", """{"k1":[1]}""")]
    [InlineData("""{"a":{"k1":[{"k2":"v","k3":"v"},{"k2":1}]}}""", "[a, k1, '*', k2]", """{"a":{"k1":[{"k3":"v"},{}]}}""")]
    [InlineData("""{"x_1":1,"x_2":2,"y":3}""", "['x_*']", """{"y":3}""")]
    [InlineData("""{"a":{"id":1,"b":{"id":2,"c":3}}}""", "['**', id]", """{"a":{"b":{"c":3}}}""")]
    public async Task Fields_are_removed_by_path(string record, string path, string expected) =>
        (await ChangeAsync(record, $"{{type: RemoveFields, field_pointers: [{path}]}}")).ShouldBe(expected);

    [Theory]
    [InlineData("{{ property == 'v1' }}", """{"k1":"v","k4":{"n2":"v2"}}""")]
    [InlineData("{{ property|length > 1 }}", """{"k1":"v","k4":{}}""")]
    [InlineData("{{ False }}", """{"k1":"v","k2":"v1","k4":{"n":"v1","n2":"v2"}}""")]
    public async Task Plain_values_that_fit_a_condition_are_removed_wherever_they_are(string condition, string expected) =>
        (await ChangeAsync("""{"k1":"v","k2":"v1","k4":{"n":"v1","n2":"v2"}}""", $"{{type: RemoveFields, field_pointers: [['**']], condition: \"{condition}\"}}")).ShouldBe(expected);

    [Theory]
    [InlineData("path: [a], value: '{{ record.n }}'", """{"n":1.10,"o":{"p":1},"a":1.1}""")]
    [InlineData("path: [a], value: '1'", """{"n":1.10,"o":{"p":1},"a":1}""")]
    [InlineData("path: [a], value: '1', value_type: string", """{"n":1.10,"o":{"p":1},"a":"1"}""")]
    [InlineData("path: [a], value: '5', value_type: number", """{"n":1.10,"o":{"p":1},"a":"5"}""")]
    [InlineData("path: [a], value: '{{ 5 }}', value_type: integer", """{"n":1.10,"o":{"p":1},"a":5}""")]
    [InlineData("path: [o, q, r], value: '{{ config.name }}'", """{"n":1.10,"o":{"p":1,"q":{"r":"x"}}}""")]
    [InlineData("path: [n], value: gone", """{"n":"gone","o":{"p":1}}""")]
    [InlineData("path: [a], value: '{{ record.o }}'", """{"n":1.10,"o":{"p":1},"a":{"p":1}}""")]
    [InlineData("path: [a], value: '{{ record.missing }}'", """{"n":1.10,"o":{"p":1},"a":null}""")]
    public async Task Fields_are_added_and_the_rest_keeps_its_bytes(string field, string expected) =>
        (await ChangeAsync("""{"n":1.10,"o":{"p":1}}""", $"{{type: AddFields, fields: [{{{field}}}]}}")).ShouldBe(expected);

    [Fact]
    public async Task Fields_are_added_where_the_condition_holds() =>
        (await ChangeAsync("""{"n":1},{"n":2}""", "{type: AddFields, condition: '{{ record.n > 1 }}', fields: [{path: [a], value: '{{ record.n }}'}]}")).ShouldBe("""{"n":1}|{"n":2,"a":2}""");

    [Fact]
    public async Task A_value_in_the_way_of_a_nested_field_fails_the_read()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"a":"text"}]}""");
        var reading = new Reading(source.Url) { Stream = "transformations:\n  - {type: AddFields, fields: [{path: [a, b], value: x}]}" };
        (await reading.FailsAsync()).Message.ShouldContain("the field a.b cannot be added: 'a' holds a value of its own");
    }

    [Theory]
    [InlineData("KeysToLower", """{"ID":1,"aB":{"CD":2}}""", """{"id":1,"ab":{"CD":2}}""")]
    [InlineData("KeysToSnakeCase", """{"FirstName":1,"lastName":2}""", """{"first_name":1,"last_name":2}""")]
    [InlineData("KeysToSnakeCase", """{"123Number":1,"456Another123":{"MixedUPCase123":1}}""", """{"_123_number":1,"_456_another_123":{"mixed_upcase_123":1}}""")]
    [InlineData("KeysToSnakeCase", """{"hello@world":1,"Café":2,"This is a full sentence":3}""", """{"hello_world":1,"cafe":2,"this_is_a_full_sentence":3}""")]
    [InlineData("KeysReplace, old: ' ', new: '_'", """{"a b":1.50,"c":{"d e":[{"f g":1}]}}""", """{"a_b":1.50,"c":{"d_e":[{"f g":1}]}}""")]
    public async Task Keys_are_renamed(string transformation, string record, string expected) =>
        (await ChangeAsync(record, $"{{type: {transformation}}}")).ShouldBe(expected);

    [Theory]
    [InlineData(true, """{"a":{"b":1.50,"c":2},"d":3}""", """{"d":3,"c":2,"b":1.50}""")]
    [InlineData(true, """{"l":[{"A":"a"},{"A":"b"}]}""", """{"l.1.A":"b","l.0.A":"a"}""")]
    [InlineData(false, """{"r":{"l":[1]},"l":[1,3],"s":0}""", """{"s":0,"l":[1,3],"r.l":[1]}""")]
    public async Task Records_are_flattened(bool lists, string record, string expected) =>
        (await ChangeAsync(record, $"{{type: FlattenFields, flatten_lists: {lists}}}")).ShouldBe(expected);

    [Theory]
    [InlineData("field_path: [field2]", """{"field1":1,"field2":{"field3":1.0},"field3":1.0}""")]
    [InlineData("field_path: ['{{ config.path }}'], delete_origin_value: true", """{"field1":1,"field3":1.0}""")]
    [InlineData("field_path: [field2], replace_record: true", """{"field3":1.0}""")]
    [InlineData("field_path: ['*'], replace_record: true, key_transformation: {prefix: p_, suffix: _s}", """{"field1":1,"field2":{"field3":1.0}}""")]
    [InlineData("field_path: [field2], replace_record: true, key_transformation: {prefix: p_, suffix: _s}", """{"p_field3_s":1.0}""")]
    [InlineData("field_path: [nope]", """{"field1":1,"field2":{"field3":1.0}}""")]
    public async Task An_inner_object_is_brought_to_the_top(string settings, string expected) =>
        (await ChangeAsync("""{"field1":1,"field2":{"field3":1.0}}""", $"{{type: DpathFlattenFields, {settings}}}")).ShouldBe(expected);
}
