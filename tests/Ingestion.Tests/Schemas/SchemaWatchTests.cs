using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Tests.Schemas;

public sealed class SchemaWatchTests
{
    private static readonly StreamSchema Known = new(3, [new("id", RawType.Integer, []), new("name", RawType.Text, [])]);

    [Fact]
    public void The_first_batch_makes_the_schema_whatever_the_settings_say()
    {
        var watch = Watch(StreamSchema.Unknown, SchemaChanges.Freeze);

        Check(watch, """{"id":1,"price":1,"tags":[1],"gone":null,"ok":true}""", """{"id":2,"price":1.5,"at":"2026-01-01"}""").ShouldAllBe(fault => fault == null);

        watch.Refusal.ShouldBeNull();
        watch.Changes.ShouldBeEmpty();
        watch.Learned.Version.ShouldBe(1);
        watch.Learned.Columns.Select(column => (column.Name, column.Type)).ShouldBe(
            [("id", RawType.Integer), ("price", RawType.Number), ("tags", RawType.Json), ("ok", RawType.Boolean), ("at", RawType.Text)]);
    }

    [Fact]
    public void A_new_field_is_a_column_and_another_type_a_variant()
    {
        var watch = Watch(Known, SchemaChanges.Evolve);

        Check(watch, """{"id":"x1","name":"a","size":{"w":1}}""", """{"id":2.5,"name":"b"}""", """{"id":"x2"}""");

        watch.Learned.Version.ShouldBe(4);
        watch.Changes.Select(change => (change.Field, change.Kind, change.Column, change.Type)).ShouldBe(
            [("id", "variant", "id__v_text", "text"), ("size", "added", "size", "json"), ("id", "widened", "id", "number")]);
        watch.Learned.ToRawColumns().Select(column => (column.Name, column.Type)).ShouldBe(
            [("id", RawType.Number), ("id__v_text", RawType.Text), ("name", RawType.Text), ("size", RawType.Json)]);
        Check(Watch(watch.Learned, SchemaChanges.DiscardRow), """{"id":"x3","name":"c","size":[]}""").ShouldBe([null]);
    }

    [Fact]
    public void Rows_that_bring_nothing_new_change_nothing()
    {
        var watch = Watch(Known, SchemaChanges.Evolve);

        Check(watch, """{"name":"a","id":1}""", """{"id":null,"other":null}""", "{}", "[1]");

        watch.Learned.ShouldBe(Known);
    }

    [Fact]
    public void What_a_rejected_row_would_have_brought_is_not_learned()
    {
        var watch = Watch(Known, SchemaChanges.Evolve);

        Check(watch, """{"fresh":1,"name":"\u0000"}""").Single()!.Reason.ShouldBe(RowFault.NulCharacter);

        watch.Learned.ShouldBe(Known);
    }

    [Fact]
    public void A_frozen_schema_refuses_and_says_what_is_new()
    {
        var watch = Watch(Known, SchemaChanges.Freeze);

        Check(watch, """{"id":true,"fresh":1}""");

        watch.Refusal!.ShouldContain("the new field fresh (integer)");
        watch.Refusal!.ShouldContain("values of another type (boolean) in id");
        Watch(Known, SchemaChanges.Freeze).Refusal.ShouldBeNull();
    }

    [Fact]
    public void Rows_are_discarded_with_the_reason()
    {
        var faults = Check(Watch(Known, SchemaChanges.DiscardRow), """{"id":1,"fresh":1}""", """{"id":"one"}""", """{"id":1,"name":"a"}""");

        faults[0].ShouldBe(new RowFault(RowFault.UnknownField, "$.fresh"));
        faults[1].ShouldBe(new RowFault("expected integer, found text", "$.id"));
        faults[2].ShouldBeNull();
    }

    [Fact]
    public void Values_are_discarded_and_the_rest_of_the_row_stays_as_it_is()
    {
        var watch = Watch(Known, SchemaChanges.DiscardValue);
        var trimmed = new ArrayBufferWriter<byte>();

        Check(watch, """{"id":1}""", """{"fresh":[{"a":1}],"id":1,"name":2}""").ShouldAllBe(fault => fault == null);
        watch.DiscardedValues.ShouldBe(2);
        watch.Trim("""{ "fresh" : [{"a":1}] , "id" : 1.0e0, "na\u006de":  "x" , "id": 7 }"""u8, trimmed);

        Encoding.UTF8.GetString(trimmed.WrittenSpan).ShouldBe("""{"na\u006de":  "x","id": 7}""");
        watch.Learned.ShouldBe(Known);
    }

    [Fact]
    public void The_number_of_columns_is_limited()
    {
        var watch = new SchemaWatch(Known, [], SchemaChanges.Evolve, mostColumns: 4);

        Check(watch, $"{{{string.Join(',', Enumerable.Range(0, 50).Select(n => $"\"f{n}\":{n}"))}}}").ShouldBe([null]);

        watch.Learned.Columns.Count.ShouldBe(4);
        Check(new SchemaWatch(watch.Learned, [], SchemaChanges.Evolve, 4), """{"f40":1}""").ShouldBe([null]);
    }

    [Fact]
    public void Declared_types_come_first_and_a_field_that_is_declared_later_is_no_violation()
    {
        var declared = DeclaredColumns.Of(JsonNode.Parse("""
            {"properties":{"id":{"type":["null","integer"]},"at":{"type":"string","format":"date-time"},"day":{"type":"string","format":"date"},"either":{"type":["string","integer"]},
             "local":{"type":"string","format":"date-time","airbyte_type":"timestamp_without_timezone"},"any":{}}}
            """));
        declared.Select(column => (column.Name, column.Type)).ShouldBe([("id", RawType.Integer), ("at", RawType.TimestampTz), ("day", RawType.Date), ("local", RawType.Timestamp)]);
        var watch = new SchemaWatch(Known, declared, SchemaChanges.Freeze, 100);

        Check(watch, """{"id":1,"at":"2026-01-01T00:00:00Z"}""");
        watch.Refusal.ShouldBeNull();
        watch.Learned.Columns.Select(column => column.Name).ShouldBe(["id", "name", "at", "day", "local"]);

        var evolves = new SchemaWatch(watch.Learned, declared, SchemaChanges.Evolve, 100);
        Check(evolves, """{"at":"yesterday"}""");
        evolves.Changes.Single().Column.ShouldBe("at__v_text");
    }

    private static SchemaWatch Watch(StreamSchema known, SchemaChanges policy) => new(known, [], policy, 100);

    private static List<RowFault?> Check(SchemaWatch watch, params string[] rows)
    {
        var check = new RowCheck(RowContract.Anything, 1 << 20, watch);
        return [.. rows.Select(row => check.Check(Encoding.UTF8.GetBytes(row)))];
    }
}
