using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Tests.Adapters.Engines;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Sessions of a database that somebody else has opened: models make and read relations there, and do nothing else.</summary>
public sealed class DuckDbConfinementTests : IDisposable
{
    private readonly DuckDbEngine _engine = new();
    private readonly EngineProject _project;
    private readonly DuckDbInstance _instance;
    private readonly DuckDbAdapter _adapter;
    private readonly IAdapterConnection _session;

    public DuckDbConfinementTests()
    {
        _project = new EngineProject(_engine);
        var own = ProjectLoader.Load(_project.Path, new LoadOptions { ProfilesFolder = _project.Path }, new Invocation()).Target;
        _instance = DuckDbInstances.Open(new DuckDbSettings(own));
        var folders = new Dictionary<string, object?> { ["folders"] = new Dictionary<string, object?> { ["bronze"] = Folder("bronze"), ["gold"] = Folder("gold") }, ["read_only_folders"] = new List<object?> { "bronze" } };
        _adapter = new DuckDbAdapter(own with { Settings = folders }, _instance.Connect);
        _session = _adapter.Connect("Thread-1", CancellationToken.None);
        _session.Execute("create table t as select 1 as id, 'a' as kind");
    }

    [Theory]
    [InlineData("copy t to '{bronze}/x.csv'")]
    [InlineData("COPY t FROM '{bronze}/in.csv'")]
    [InlineData("select 1; /* ; */ copy (select 1) to '{gold}/x.csv'")]
    [InlineData("prepare p as copy t to '{gold}/x.csv'; execute p")]
    [InlineData("explain analyze copy t to '{gold}/x.csv'")]
    [InlineData("export database '{gold}/all'")]
    [InlineData("attach '{gold}/other.duckdb' as other")]
    [InlineData("use main")]
    [InlineData("set threads = 1")]
    [InlineData("pragma threads = 1")]
    [InlineData("pragma enable_profile")]
    [InlineData("checkpoint")]
    [InlineData("load json")]
    [InlineData("call enable_logging(storage = 'stdout')")]
    [InlineData("select * from enable_logging(storage = 'stdout')")]
    [InlineData("select * from system.main.\"ENABLE_LOGGING\"/* /* */ */(storage = 'stdout')")]
    [InlineData("create macro quiet() as table select * from enable_profiling()")]
    [InlineData("select * from query('select * from enable' || '_log' || 'ging()')")]
    [InlineData("select * from \"query\" /**/ ('select 1')")]
    public void What_reaches_beyond_relations_is_refused(string sql)
    {
        foreach (var layer in new[] { "bronze", "gold" }) Directory.CreateDirectory(Folder(layer));
        File.WriteAllText(Path.Combine(Folder("bronze"), "in.csv"), "id,kind\n2,b\n");

        foreach (var fetch in new[] { false, true })
            Should.Throw<AdapterException>(() => _session.Execute(Placed(sql), fetch: fetch)).Message.ShouldStartWith("Permission Error: ");

        Directory.EnumerateFileSystemEntries(_engine.Folder, "x.csv", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.Exists(Path.Combine(Folder("gold"), "all")).ShouldBeFalse();
        _project.Query("select current_setting('enable_logging')").ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("create view v as select id as query, kind from t; create index i on t (id); comment on table t is 'copy (x) to y'; drop view v")]
    [InlineData("merge into t using (select 1 as id, 'b' as kind) s on (t.id = s.id) when matched then update set kind = s.kind")]
    [InlineData("create table wide as pivot t on kind using count(*)")]
    [InlineData("begin transaction; update t set id = 2; delete from t; rollback")]
    [InlineData("create temporary table x as from t; alter table x add column y integer; insert into x values (1, 'b', 2); vacuum")]
    public void What_makes_relations_is_done(string sql) => Should.NotThrow(() => _session.Execute(sql));

    [Fact]
    public void Files_are_written_by_the_adapter_alone_where_models_may_write()
    {
        var place = _adapter.Files.Prepare("gold/a.csv", null, _session);

        _session.Execute(_adapter.Files.Copy("select * from t -- all", place, "format csv, header 1")).Response.RowsAffected.ShouldBe(1);

        File.ReadAllLines(Path.Combine(Folder("gold"), "a.csv")).ShouldBe(["id,kind", "1,a"]);
        Should.Throw<AdapterException>(() => _adapter.Files.Copy("select 1", Path.Combine(Folder("bronze"), "x.csv"), "format csv")).Message.ShouldContain("cannot be written");
        foreach (var (query, options) in new[] { ($"select 1) to '{Folder("bronze")}/x.csv' (format csv) --", "format csv"), ("select 1; select 2", "format csv"), ("select 1", "format csv); copy (select 1) to 'x' (format csv") })
            Should.Throw<AdapterException>(() => _session.Execute(_adapter.Files.Copy(query, place, options)));
        Directory.Exists(Folder("bronze")).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_only_looks_runs_queries_and_cannot_end_that()
    {
        _session.Execute(DuckDbAdapter.ReadOnly);

        _session.Execute("select id from t", fetch: true).Table.Rows.Count.ShouldBe(1);
        foreach (var sql in new[] { "commit", "rollback; create table made as select 1", "create table made as select 1", $"copy t to '{Folder("gold")}/x.csv'", _adapter.Files.Copy("select 1", "gold/x.csv", "format csv") })
            Should.Throw<AdapterException>(() => _session.Execute(sql)).Message.ShouldStartWith("Permission Error: this session may only run queries");
    }

    public void Dispose()
    {
        _session.Dispose();
        _adapter.Dispose();
        DuckDbInstances.Close(_instance);
        _project.Dispose();
        _engine.Dispose();
    }

    private string Folder(string layer) => Path.Combine(_engine.Folder, "lake", layer);

    private string Placed(string sql) => sql.Replace("{bronze}", Folder("bronze"), StringComparison.Ordinal).Replace("{gold}", Folder("gold"), StringComparison.Ordinal);
}
