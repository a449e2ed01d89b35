using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Schemas;

namespace ControlPlane.Connectors.Tests.Schemas;

public sealed class SchemaInferenceTests
{
    [Theory]
    [InlineData("""{"a":"abc"}""", """{"a":{"type":["string","null"]}}""")]
    [InlineData("""{"a":1}|{"a":"abc"}""", """{"a":{"type":["number","string","null"]}}""")]
    [InlineData("""{"a":1}""", """{"a":{"type":["number","null"]}}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":null}|{"a":"2026-11-21T09:00:00Z"}""", """{"a":{"type":["string","null"]}}""")]
    [InlineData("""{"o":{"d":[1.0,2.0]}}|{"o":{"k":"x"}}""", """{"o":{"type":["object","null"],"properties":{"d":{"type":["array","null"],"items":{"type":["number","null"]}},"k":{"type":["string","null"]}}}}""")]
    [InlineData("""{"a":null}|{"a":{"n":"x","z":null}}""", """{"a":{"type":["object","null"],"properties":{"n":{"type":["string","null"]}}}}""")]
    [InlineData("""{"n":[{"b":null,"c":"x"}]}""", """{"n":{"type":["array","null"],"items":{"type":["object","null"],"properties":{"c":{"type":["string","null"]}}}}}""")]
    [InlineData(
        """{"v":["XL"]}|{"v":{"k":"GB"}}|{"v":"XL"}""",
        """{"v":{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}},{"type":"object","properties":{"k":{"type":"string"}}}]}}""")]
    [InlineData("""{"a":[]}|{"a":{}}""", """{"a":{"type":["array","object","null"]}}""")]
    public void The_schema_is_that_of_the_reference(string records, string properties)
    {
        var inference = new SchemaInference();
        foreach (var record in records.Split('|')) inference.Add(Encoding.UTF8.GetBytes(record));
        var schema = inference.Schema()!;
        schema["type"]!.ToString().ShouldBe("object");
        JsonNode.DeepEquals(schema["properties"], JsonNode.Parse(properties)).ShouldBeTrue(schema.ToJsonString());
    }

    [Fact]
    public void Keys_are_never_null()
    {
        var inference = new SchemaInference();
        inference.Add("""{"id":1,"o":{"t":"x"}}"""u8);
        inference.Schema(["id"], ["o", "t"], ["nope"])!.ToJsonString().ShouldBe(
            """{"$schema":"http://json-schema.org/schema#","type":"object","properties":{"id":{"type":"number"},"o":{"type":"object","properties":{"t":{"type":"string"}},"required":["t"]}},"required":["id","o"]}""");
    }

    [Fact]
    public void Without_records_there_is_no_schema() => new SchemaInference().Schema().ShouldBeNull();

    [Fact]
    public void Fields_beyond_the_most_are_left_out_and_that_is_told()
    {
        var inference = new SchemaInference(maxProperties: 2);
        inference.Add("""{"a":1,"b":{"c":1},"d":2}"""u8);
        inference.LeftOutProperties.ShouldBeTrue();
        inference.Schema()!["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["a", "b"]);
    }
}
