using System.Text;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.ModelEngines.Tests.DbtArtifacts;

public sealed class ArtifactReaderTests
{
    private const string Metadata = """{"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json", "dbt_version": "1.10.15", "generated_at": "2026-11-21T12:00:04.123456Z", "invocation_id": "abc", "env": {}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public async Task Results_are_read_whatever_pieces_they_come_in(int bytesAtOnce)
    {
        var results = await ArtifactReader.ReadRunResultsAsync(new PiecewiseStream($$$"""
            {"args": {"which": "build", "vars": {"a": [1, {"b": null}]}}, "unknown": [[{"x": "]}"}]],
             "results": [
               {"status": "success", "timing": [{"name": "compile", "started_at": "2026-11-21T12:00:00", "completed_at": "2026-11-21T12:00:01"}, {"name": "execute", "started_at": "2026-11-21T12:00:01Z", "completed_at": "2026-11-21T12:00:03Z"}],
                "thread_id": "Thread-1", "execution_time": 1.5, "adapter_response": {"rows_affected": 42, "query_id": "01b"}, "message": "SUCCESS 1 – ü", "failures": null, "unique_id": "model.a.b", "compiled": true, "compiled_code": "select '{[\"'", "relation_name": "a.b", "later": {}},
               {"status": "fail", "timing": [], "thread_id": "Thread-1", "execution_time": 0, "adapter_response": {"rows_affected": -1}, "message": null, "failures": 3, "unique_id": "test.a.c", "compiled": null, "compiled_code": null, "relation_name": null},
               {"status": "partial success", "timing": [], "thread_id": "Thread-1", "execution_time": 0, "adapter_response": {"rows_affected": "12"}, "message": null, "failures": null, "unique_id": "model.a.d", "compiled": null, "compiled_code": null, "relation_name": null, "batch_results": {"successful": [["a", "b"]], "failed": []}}
             ], "elapsed_time": 2.25, "metadata": {{{Metadata}}}}
            """, bytesAtOnce), Ct);
        results.Metadata.InvocationId.ShouldBe("abc");
        results.Metadata.GeneratedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 12, 0, 4, TimeSpan.Zero).AddMicroseconds(123456));
        results.Command.ShouldBe("build");
        results.Elapsed.ShouldBe(TimeSpan.FromSeconds(2.25));
        var (model, test, batches) = (results.Nodes[0], results.Nodes[1], results.Nodes[2]);
        model.ShouldBe(new NodeResult
        {
            UniqueId = "model.a.b",
            Status = NodeStatus.Success,
            ExecutionTime = TimeSpan.FromSeconds(1.5),
            Message = "SUCCESS 1 – ü",
            RowsAffected = 42,
            QueryId = "01b",
            RelationName = "a.b",
            StartedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            CompletedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 3, TimeSpan.Zero),
        });
        (test.Failures, test.RowsAffected, test.Status.IsFailure, test.StartedAt).ShouldBe((3, null, true, null));
        (batches.RowsAffected, batches.Status.IsFailure).ShouldBe((12, true));
    }

    [Fact]
    public async Task A_large_file_is_read_without_being_held()
    {
        var code = new string('x', 200_000);
        var node = $$"""{"status": "success", "timing": [], "thread_id": "t", "execution_time": 0, "adapter_response": {}, "message": "", "failures": null, "unique_id": "model.a.b", "compiled": true, "compiled_code": "{{code}}", "relation_name": null},""";
        const int Nodes = 500;
        var stream = new RepeatingStream($$"""{"metadata": {{Metadata}}, "results": [""", node, Nodes, node.TrimEnd(',') + "]}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var results = await ArtifactReader.ReadRunResultsAsync(stream, Ct);
        results.Nodes.Count.ShouldBe(Nodes + 1);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20);
    }

    [Fact]
    public async Task Sources_tell_age_and_error()
    {
        var results = await ArtifactReader.ReadSourcesAsync(Utf8($$"""
            {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/sources/v3.json"}, "elapsed_time": 1, "results": [
              {"unique_id": "source.a.raw.orders", "max_loaded_at": "2026-11-21T10:00:00+00:00", "snapshotted_at": "2026-11-21T12:00:00+00:00", "max_loaded_at_time_ago_in_s": 7200.0, "status": "warn",
               "criteria": {"warn_after": {"count": 1, "period": "hour"}, "error_after": null, "filter": null}, "adapter_response": {}, "timing": [], "thread_id": "t", "execution_time": 0.1},
              {"unique_id": "source.a.raw.gone", "error": "relation does not exist", "status": "runtime error"}]}
            """), Ct);
        results.Sources[0].Age.ShouldBe(TimeSpan.FromHours(2));
        results.Sources[0].Status.ShouldBe(NodeStatus.Warn);
        results.Sources[1].Error.ShouldBe("relation does not exist");
        results.Sources[1].Status.IsFailure.ShouldBeTrue();
    }

    [Fact]
    public async Task A_manifest_brings_nodes_and_sources()
    {
        var manifest = await ArtifactReader.ReadManifestAsync(Utf8("""
            {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}, "macros": {"macro.a": {"macro_sql": "{% macro %}"}}, "nodes": {
               "model.a.b": {"unique_id": "model.a.b", "resource_type": "model", "name": "b", "database": "db", "schema": "s", "relation_name": "db.s.b", "original_file_path": "models/b.sql", "tags": ["x"],
                 "config": {"materialized": "table", "meta": {"deep": [[[]]]}}, "depends_on": {"macros": ["m"], "nodes": ["source.a.raw.orders"]}}},
             "sources": {"source.a.raw.orders": {"unique_id": "source.a.raw.orders", "resource_type": "source", "name": "orders", "tags": [], "config": {"enabled": true}}}, "parent_map": null}
            """), Ct);
        var model = manifest.Nodes[0];
        (model.Materialized, model.RelationName, model.OriginalFilePath).ShouldBe(("table", "db.s.b", "models/b.sql"));
        model.DependsOn.ShouldBe(["source.a.raw.orders"]);
        manifest.Nodes[1].ResourceType.ShouldBe("source");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("""{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json"}, "results": [{"status": "success", "uniq""")]
    [InlineData("""{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json"}, "results": [{"status": "success"}], "elapsed_time": 0}""")]
    [InlineData("""{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json"}, "results": 5}""")]
    [InlineData("""{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"}, "nodes": {}}""")]
    [InlineData("""{"results": []}""")]
    public async Task What_is_no_run_results_is_refused(string text) =>
        await Should.ThrowAsync<ArtifactException>(() => ArtifactReader.ReadRunResultsAsync(Utf8(text), Ct));

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class PiecewiseStream(string text, int bytesAtOnce) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(bytesAtOnce, buffer.Length)], cancellationToken);
    }

    /// <summary>A long text of which only one part is held.</summary>
    private sealed class RepeatingStream(string first, string repeated, int times, string last) : MemoryStream
    {
        private readonly byte[] _repeated = Encoding.UTF8.GetBytes(repeated);
        private readonly byte[] _last = Encoding.UTF8.GetBytes(last);
        private byte[] _part = Encoding.UTF8.GetBytes(first);
        private int _at;
        private int _parts;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == _part.Length)
            {
                if (_parts > times) return new(0);
                _part = _parts++ < times ? _repeated : _last;
                _at = 0;
            }
            var count = Math.Min(buffer.Length, _part.Length - _at);
            _part.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return new(count);
        }
    }
}
