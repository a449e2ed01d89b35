using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Ingestion.Validation;

namespace ControlPlane.Ingestion.Tests.Validation;

public sealed class RowCheckTests
{
    private const int MaxRowBytes = 1 << 20;

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData(""" {"id" : 1, "name": "x\n\u00e9\ud83d\ude00"} """)]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("-0.5e-3")]
    public void One_JSON_value_is_good_when_nothing_is_declared(string row) => Check(row).ShouldBeNull();

    [Theory]
    [InlineData("", RowFault.NotJson)]
    [InlineData("   ", RowFault.NotJson)]
    [InlineData("hello", RowFault.NotJson)]
    [InlineData("trash", RowFault.NotJson)]
    [InlineData("""{"id":1""", RowFault.NotJson)]
    [InlineData("""{"id":1}{"id":2}""", RowFault.NotJson)]
    [InlineData("""{"id":1},""", RowFault.NotJson)]
    [InlineData("""{"id":01}""", RowFault.NotJson)]
    [InlineData("{\"name\":\"a\tb\"}", RowFault.NotJson)]
    [InlineData("""{"name":"\u0000"}""", RowFault.NulCharacter)]
    [InlineData("""{"\u0000":1}""", RowFault.NulCharacter)]
    [InlineData("""{"name":"\ud800"}""", RowFault.LoneSurrogate)]
    [InlineData("""{"name":"\udc00\ud800"}""", RowFault.LoneSurrogate)]
    [InlineData("""{"name":"\ud800\n"}""", RowFault.LoneSurrogate)]
    [InlineData("""{"name":"\ud800x\udc00"}""", RowFault.LoneSurrogate)]
    [InlineData("""{"n":1e200000}""", RowFault.NumberOutOfRange)]
    [InlineData("""{"n":[1,{"m":1e-20000}]}""", RowFault.NumberOutOfRange)]
    public void What_the_warehouse_cannot_hold_is_rejected_with_its_reason(string row, string reason) => Check(row)!.Reason.ShouldBe(reason);

    [Fact]
    public void A_row_that_is_not_UTF8_is_rejected() => new RowCheck(RowContract.Anything, MaxRowBytes).Check([(byte)'"', 0xC3, 0x28, (byte)'"'])!.Reason.ShouldBe(RowFault.NotUtf8);

    [Fact]
    public void Nesting_is_limited_and_told_apart_from_damage()
    {
        Check(new string('[', 512) + new string(']', 512)).ShouldBeNull();
        Check(new string('[', 513) + new string(']', 513))!.Reason.ShouldBe(RowFault.TooDeep);
    }

    [Fact]
    public void A_row_that_is_too_large_is_rejected() => Check($"\"{new string('x', MaxRowBytes)}\"")!.Reason.ShouldBe("larger than 1 MiB");

    [Theory]
    [InlineData("""{"id":1,"name":"a"}""", null, null)]
    [InlineData("""{"name":"a","id":1.0,"more":{"any":[1]}}""", null, null)]
    [InlineData("""{"id":1,"name":"a","tags":["x"],"owner":null,"size":2.5,"level":"high"}""", null, null)]
    [InlineData("""{"\u0069d":1,"name":"a"}""", null, null)]
    [InlineData("""{"name":"a"}""", RowFault.MissingProperty, "$.id")]
    [InlineData("""{"id":"1","name":"a"}""", "expected integer, found string", "$.id")]
    [InlineData("""{"id":1.5,"name":"a"}""", "expected integer, found number", "$.id")]
    [InlineData("""{"id":1,"name":null}""", "expected string, found null", "$.name")]
    [InlineData("""{"id":1,"name":"a","size":"big"}""", "expected null or number, found string", "$.size")]
    [InlineData("""{"id":1,"name":"a","owner":"me"}""", "expected null or object, found string", "$.owner")]
    [InlineData("""{"id":1,"name":"a","owner":{}}""", RowFault.MissingProperty, "$.owner.login")]
    [InlineData("""{"id":1,"name":"a","owner":{"login":7}}""", "expected string, found number", "$.owner.login")]
    [InlineData("""{"id":1,"name":"a","tags":["x",2]}""", "expected string, found number", "$.tags[]")]
    [InlineData("""{"id":1,"name":"a","level":"medium"}""", RowFault.NotDeclaredValue, "$.level")]
    [InlineData("""{"id":1,"name":"a","when":true}""", RowFault.NoAlternative, "$.when")]
    [InlineData("""{"id":1,"name":"a","when":5}""", null, null)]
    [InlineData("""{"id":1,"name":"a","closed":{"x":1,"y":2}}""", RowFault.UndeclaredProperty, "$.closed")]
    [InlineData("[]", "expected object, found array", "$")]
    [InlineData("""{"id":1,"name":"a","more":"\u0000"}""", RowFault.NulCharacter, "$")]
    public void The_contract_is_told_with_reason_and_path(string row, string? reason, string? path)
    {
        var contract = RowContract.Compile(JsonNode.Parse("""
            {
              "type": "object", "required": ["id", "name"],
              "properties": {
                "id": {"type": "integer"}, "name": {"type": "string"}, "size": {"type": ["number", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "owner": {"type": ["object", "null"], "required": ["login"], "properties": {"login": {"type": "string"}}},
                "level": {"enum": ["low", "high", null]},
                "when": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "closed": {"type": "object", "properties": {"x": {}}, "additionalProperties": false}
              }
            }
            """));

        var fault = new RowCheck(contract, MaxRowBytes).Check(Encoding.UTF8.GetBytes(row));

        fault?.Reason.ShouldBe(reason);
        fault?.Path.ShouldBe(path);
        (fault is null).ShouldBe(reason is null);
    }

    [Fact]
    public void Checking_a_good_row_allocates_nothing()
    {
        var check = new RowCheck(RowContract.Compile(JsonNode.Parse("""{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"name":{"type":"string"}}}""")), MaxRowBytes);
        var row = """{"id":12,"name":"some \u00e9 text","payload":{"list":[1,2.5,null,true]}}"""u8.ToArray();
        for (var warm = 0; warm < 100; warm++) check.Check(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++) check.Check(row);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    private static RowFault? Check(string row) => new RowCheck(RowContract.Anything, MaxRowBytes).Check(Encoding.UTF8.GetBytes(row));
}
