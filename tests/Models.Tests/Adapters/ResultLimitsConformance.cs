using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Adapters.Postgres;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Models.Tests.Runs;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>How much of a result a process takes that works for many, the same on every engine.</summary>
public abstract class ResultLimitsConformance(IModelEngine engine, Func<TargetProfile, ResultLimits, IAdapter> create) : IDisposable
{
    private const string Few = "which is as much as it is given here. Aggregate in SQL, or add a limit or a condition to the query.";

    private readonly EngineProject _project = new(engine);

    public void Dispose()
    {
        _project.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("{% do run_query('select * from generate_series(1, 10000000)') %} select 1 as id", "10 rows")]
    [InlineData("{% call statement('big', fetch_result=True) %}select repeat('x', 600000) as t union all select repeat('y', 600000){% endcall %} select 1 as id", "1 MB")]
    public void A_model_that_asks_for_too_many_rows_fails_and_the_session_goes_on(string template, string limit)
    {
        _project["models/a.sql"] = $"{{% if execute %}}{{% set x = 1 %}}{{% endif %}} {template}";
        _project["models/b.sql"] = "-- depends_on: {{ ref('c') }}\nselect {{ run_query('select 7 as n').columns[0].values()[0] if execute else 0 }} as id";
        _project["models/c.sql"] = "select 1 as id";

        var results = Run(RunCommand.Run);

        var failed = results.Single(result => result.Node.Name == "a");
        failed.Message.ShouldBe($"Database Error in model a (models/a.sql)\n  A template or a test asked for more than {limit} of one query, {Few}");
        results.Where(result => result.Status == NodeStatus.Success).Select(result => result.Node.Name).ShouldBe(["b", "c"], ignoreOrder: true);
        _project.Query("select id from dev.b").ShouldBe(["7"]);
    }

    [Fact]
    public void A_unit_test_on_too_many_rows_fails()
    {
        _project["models/a.sql"] = "select 1 as id";
        _project["models/b.sql"] = "select 1 as id from {{ ref('a') }} cross join generate_series(1, 100)";
        _project["models/schema.yml"] = "unit_tests: [{name: many, model: b, given: [{input: ref('a'), rows: [{id: 1}]}], expect: {rows: [{id: 1}]}}]";
        var result = Run(RunCommand.Build).Single(result => result.Node.Name == "many");
        result.Status.ShouldBe(NodeStatus.Error);
        result.Message!.ShouldContain("A template or a test asked for more than 10 rows of one query");
    }

    private IReadOnlyList<NodeResult> Run(RunCommand command)
    {
        var invocation = new Invocation();
        var projects = ProjectLoader.Load(_project.Path, new LoadOptions { ProfilesFolder = _project.Path }, invocation);
        using var adapter = create(projects.Target, new(Rows: 10, Bytes: 1 << 20));
        var manifest = ProjectParser.Parse(projects, invocation, adapter);
        var options = new RunOptions { Command = command, Selected = [.. manifest.GraphNodes.Where(node => node.ResourceType is ResourceType.Model or ResourceType.UnitTest).Select(node => node.UniqueId)] };
        return new ProjectRun(new Models.Jinja.RuntimeRenderer(manifest, adapter, (_, _) => { }), options, new RecordedRun(), TimeProvider.System).Execute(CancellationToken.None).Results;
    }
}

public sealed class PostgresResultLimitsTests(PostgresFixture fixture)
    : ResultLimitsConformance(new PostgresEngine(fixture), (target, limits) => new PostgresAdapter(target) { ResultLimits = limits });

public sealed class DuckDbResultLimitsTests(DuckDbEngine engine)
    : ResultLimitsConformance(engine, (target, limits) => new DuckDbAdapter(target) { ResultLimits = limits }), IClassFixture<DuckDbEngine>;
