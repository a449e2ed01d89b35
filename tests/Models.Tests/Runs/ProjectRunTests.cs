using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using NSubstitute;

namespace ControlPlane.Models.Tests.Runs;

public sealed class ProjectRunTests
{
    private readonly HandMadeManifest _made = new();
    private readonly RecordedRun _run = new();

    [Fact]
    public void Nodes_run_after_what_they_depend_on_and_what_is_ready_together_by_name()
    {
        _made.Model("mart", ["b", "a"]);
        _made.Model("b");
        _made.Model("a");
        var renderer = new ScriptedRenderer(_made.Manifest);
        var result = _run.Execute(renderer, RunCommand.Run);
        renderer.Materialized.ShouldBe(["model.shop.a", "model.shop.b", "model.shop.mart"]);
        result.IsSuccess.ShouldBeTrue();
        _run.Events.OfType<NodeStarted>().Select(started => $"{started.Index} of {started.Total} {started.Description}")
            .ShouldBe(["1 of 3 sql view model \"public\".\"a\"".Replace("\"", "", StringComparison.Ordinal), "2 of 3 sql view model public.b", "3 of 3 sql view model public.mart"]);
        result.Results[0].Message.ShouldBe("CREATE VIEW");
        result.Results[0].Timing.Select(timing => timing.Name).ShouldBe(["compile", "execute"]);
        result.Results[0].CompiledCode.ShouldBe("select 1");
    }

    [Fact]
    public void What_is_downstream_of_a_failure_is_skipped_and_the_rest_is_built()
    {
        _made.Model("a");
        _made.Model("b", ["a"]);
        _made.Model("c", ["b"]);
        _made.Model("other");
        var renderer = new ScriptedRenderer(_made.Manifest) { OnMaterialize = (node, _, _) => node.Name == "a" ? throw new AdapterException("relation \"x\" does not exist", "select 1\nfrom x", 2) : Built };
        var result = _run.Execute(renderer, RunCommand.Run);
        StatusOf(result).ShouldBe(["a error", "other success", "b skipped", "c skipped"]);
        result.Results[0].Message.ShouldBe("Database Error in model a (models/a.sql)\n  relation \"x\" does not exist\n  LINE 2: from x");
        result.IsSuccess.ShouldBeFalse();
    }

    [Fact]
    public void A_build_tests_a_model_before_what_is_made_of_it_and_a_failed_test_skips_that()
    {
        _made.Model("a");
        _made.Model("b", ["a"]);
        _made.Test("not_null_a", ["a"]);
        _made.Test("not_null_b", ["b"]);
        var renderer = new ScriptedRenderer(_made.Manifest) { OnMaterialize = (node, _, _) => node.Name == "not_null_a" ? ScriptedRenderer.Counted(3, true, true) : node.ResourceType == ResourceType.Test ? ScriptedRenderer.Counted(0, false, false) : Built };
        var result = _run.Execute(renderer, RunCommand.Build);
        StatusOf(result).ShouldBe(["a success", "not_null_a fail", "b skipped", "not_null_b skipped"]);
        (result.Results[1].Failures, result.Results[1].Message).ShouldBe((3, "Got 3 results, configured to fail if != 0"));
    }

    [Fact]
    public void A_test_of_several_models_holds_back_only_what_is_made_of_all_of_them()
    {
        _made.Model("a");
        _made.Model("b");
        _made.Model("of_a", ["a"]);
        _made.Model("of_both", ["a", "b"]);
        _made.Test("relationships", ["a", "b"]);
        var renderer = new ScriptedRenderer(_made.Manifest) { OnMaterialize = (node, _, _) => node.ResourceType == ResourceType.Test ? ScriptedRenderer.Counted(1, true, true) : Built };
        StatusOf(_run.Execute(renderer, RunCommand.Build)).Order(StringComparer.Ordinal).ShouldBe(["a success", "b success", "of_a success", "of_both skipped", "relationships fail"]);
    }

    [Theory]
    [InlineData("ERROR", true, true, false, NodeStatus.Fail, "Got 1 result, configured to fail if > 0")]
    [InlineData("warn", true, true, false, NodeStatus.Warn, "Got 1 result, configured to warn if != 0")]
    [InlineData("ERROR", true, false, false, NodeStatus.Warn, "Got 1 result, configured to warn if != 0")]
    [InlineData("ERROR", false, false, false, NodeStatus.Pass, null)]
    [InlineData("warn", true, true, true, NodeStatus.Fail, "Got 1 result, configured to fail if != 0")]
    public void A_tests_thresholds_and_severity_decide(string severity, bool warns, bool fails, bool warnError, NodeStatus status, string? message)
    {
        _made.Test("t", [], also: node => node.Config = new(new() { ["severity"] = severity, ["error_if"] = "> 0", ["warn_if"] = "!= 0" }));
        var manifest = With(new Invocation { WarnError = warnError });
        var renderer = new ScriptedRenderer(manifest) { OnMaterialize = (_, _, _) => ScriptedRenderer.Counted(1, warns, fails) };
        var result = _run.Execute(renderer, RunCommand.Test, selected: ["test.shop.t"]).Results.Single();
        (result.Status, result.Message, result.Failures).ShouldBe((status, message, status == NodeStatus.Pass ? 0 : 1));
    }

    [Fact]
    public void The_first_failure_ends_a_run_that_fails_fast()
    {
        _made.Model("a");
        _made.Model("b");
        _made.Model("c");
        var renderer = new ScriptedRenderer(With(new Invocation { FailFast = true })) { OnMaterialize = (node, _, _) => node.Name == "a" ? throw new AdapterException("no") : Built };
        var result = _run.Execute(renderer, RunCommand.Run);
        StatusOf(result).ShouldBe(["a error", "b skipped", "c skipped"]);
        result.Results[1].Message.ShouldBe("Skipping due to fail_fast");
        _run.Events.OfType<FailedFast>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Cancelling_ends_the_statement_on_the_server_and_skips_what_has_not_run()
    {
        _made.Model("a");
        _made.Model("b", ["a"]);
        using var stop = new CancellationTokenSource();
        using var isRunning = new ManualResetEventSlim();
        using var isCancelled = new ManualResetEventSlim();
        var renderer = new ScriptedRenderer(_made.Manifest)
        {
            OnMaterialize = (_, _, connection) =>
            {
                connection.When(c => c.Cancel()).Do(_ => isCancelled.Set());
                isRunning.Set();
                isCancelled.Wait();
                throw new AdapterException("canceling statement due to user request");
            },
        };
        var running = Task.Run(() => _run.Execute(renderer, RunCommand.Run, cancellationToken: stop.Token));
        isRunning.Wait();
        await stop.CancelAsync();
        var result = await running;
        StatusOf(result).ShouldBe(["a skipped", "b skipped"]);
        result.IsCancelled.ShouldBeTrue();
        _run.Events.OfType<StatementCancelled>().Single().UniqueId.ShouldBe("model.shop.a");
    }

    [Fact]
    public void Ephemeral_models_are_compiled_and_not_counted_and_their_error_skips_what_uses_them()
    {
        _made.Model("inner", also: node => node.Config = new(new() { ["materialized"] = "ephemeral" }));
        _made.Model("outer", ["inner"]);
        var renderer = new ScriptedRenderer(_made.Manifest) { OnCompile = node => { if (node.Name == "inner") throw new Templating.TemplateException("'x' is undefined"); } };
        var result = _run.Execute(renderer, RunCommand.Run).Results.Single();
        (result.Status, result.Message).ShouldBe(
            (NodeStatus.Skipped, "Compilation Error in model.shop.outer, caused by compilation error in referenced ephemeral model model.shop.inner"));
        _run.Events.OfType<RunStarted>().Single().Nodes.ShouldBe(1);
    }

    [Fact]
    public void A_run_across_what_is_not_selected_keeps_the_order()
    {
        _made.Model("z_first");
        _made.Model("middle", ["z_first"]);
        _made.Model("a_last", ["middle"]);
        var renderer = new ScriptedRenderer(_made.Manifest);
        _run.Execute(renderer, RunCommand.Run, threads: 4, selected: ["model.shop.z_first", "model.shop.a_last"]);
        renderer.Materialized.ShouldBe(["model.shop.z_first", "model.shop.a_last"]);
    }

    [Fact]
    public void Hooks_run_packages_first_and_one_that_fails_skips_those_after_it()
    {
        _made.Model("a");
        Hook("shop", "on-run-start", 0, "select 1");
        Hook("audit", "on-run-start", 0, "select 2");
        Hook("audit", "on-run-start", 1, "select 3");
        var renderer = new ScriptedRenderer(_made.Manifest);
        renderer.Adapter.Connect(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            var connection = Substitute.For<IAdapterConnection>();
            connection.Execute("select 2").ReturnsForAnyArgs(call => call.ArgAt<string>(0) == "select 3" ? throw new AdapterException("no") : (new AdapterResponse("OK"), ResultTable.Empty));
            return connection;
        });
        var result = _run.Execute(renderer, RunCommand.Run);
        StatusOf(result).ShouldBe(["audit-on-run-start-0 success", "audit-on-run-start-1 error", "shop-on-run-start-0 skipped", "a success"]);
        result.Results[1].Message.ShouldBe("audit.on-run-start.1 failed, error:\n no");
    }

    [Fact]
    public void Unit_tests_run_just_before_their_model_and_one_that_fails_skips_it()
    {
        _made.Model("a");
        var test = new UnitTest
        {
            ResourceType = ResourceType.UnitTest, UniqueId = "unit_test.shop.a.adds", Name = "adds", PackageName = "shop", Path = "schema.yml", OriginalFilePath = "models/schema.yml",
            Fqn = ["shop", "a", "adds"], Model = "a", Given = [], Expect = new("dict", new List<object?> { new Dictionary<string, object?> { ["n"] = 1L } }, null), TestedNode = "model.shop.a",
        };
        test.DependsOn.AddNode("model.shop.a");
        _made.Manifest.UnitTests[test.UniqueId] = test;
        var renderer = new ScriptedRenderer(_made.Manifest) { OnMaterialize = (node, _, _) => node.ResourceType == ResourceType.UnitTest ? Rows(("actual", 2L), ("expected", 1L)) : Built };
        var result = _run.Execute(renderer, RunCommand.Build);
        StatusOf(result).ShouldBe(["adds fail", "a skipped"]);
        result.Results[0].Message!.ShouldBe("\n\nactual differs from expected:\n\n@@ ,n\r\n---,1\r\n+++,2\r\n\n");
        _run.Events.OfType<NodeStarted>().Single().Description.ShouldBe("unit_test a::adds");
    }

    private static StatementResult Built { get; } = new(new("CREATE VIEW", "CREATE VIEW", -1), ResultTable.Empty);

    private static StatementResult Rows(params (string Side, long Value)[] rows) =>
        new(new("SELECT"), new([new("n", "bigint"), new("actual_or_expected", "text")], [.. rows.Select(row => new object?[] { row.Value, row.Side })]));

    private static IEnumerable<string> StatusOf(RunResult result) => result.Results.Select(node => $"{node.Node.Name} {node.Status.Name()}");

    private void Hook(string package, string kind, int index, string sql)
    {
        var name = $"{package}-{kind}-{index}";
        _made.Manifest.Nodes[$"operation.{name}"] = new()
        {
            ResourceType = ResourceType.Operation, UniqueId = $"operation.{name}", Name = name, PackageName = package, Path = $"hooks/{name}.sql", OriginalFilePath = "dbt_project.yml",
            Fqn = [package, name], RawCode = sql, Tags = [kind], Index = index,
        };
    }

    private Manifest With(Invocation invocation)
    {
        var manifest = new Manifest { Projects = _made.Manifest.Projects, Invocation = invocation };
        foreach (var (id, node) in _made.Manifest.Nodes) manifest.Nodes[id] = node;
        return manifest;
    }
}
