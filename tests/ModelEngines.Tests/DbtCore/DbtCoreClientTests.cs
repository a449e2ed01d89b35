using System.Text.Json.Nodes;
using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Clients.DbtCore;

namespace ControlPlane.ModelEngines.Tests.DbtCore;

public sealed class DbtCoreClientTests : IDisposable
{
    private readonly DbtProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_run_that_succeeds_brings_its_nodes_and_told_its_progress()
    {
        var run = await _project.RunAsync("success");
        run.Outcome.ShouldBe(DbtOutcome.Succeeded);
        run.Message.ShouldBeNull();
        var node = run.Results!.Nodes.ShouldHaveSingleItem();
        node.UniqueId.ShouldBe("model.shop.orders");
        node.RowsAffected.ShouldBe(7);
        node.ExecutionTime.ShouldBe(TimeSpan.FromSeconds(2.5));
        run.InvocationId.ShouldBe(run.Results.Metadata.InvocationId);
        var result = _project.Events.Single(said => said.Name == "LogModelResult");
        (result.UniqueId, result.NodeStatus, result.Index, result.Total).ShouldBe(("model.shop.orders", "success", 1, 1));
        run.ToModelEngineRun().Status.ShouldBe(ModelEngineRunStatus.Succeeded);
    }

    [Fact]
    public async Task Exit_code_1_is_a_run_whose_nodes_failed()
    {
        var run = await _project.RunAsync("failing");
        run.Outcome.ShouldBe(DbtOutcome.NodesFailed);
        run.Results!.Nodes.Single(node => node.Status.IsFailure).UniqueId.ShouldBe("test.shop.unique_orders_id.1");
        run.Message.ShouldBe("1 of 1 FAIL 3 unique_orders_id");
        var said = _project.Events.Single(said => said.Name == "LogTestResult");
        (said.NodeStatus, said.Index, said.Total).ShouldBe(("fail", 1, 1));
    }

    [Fact]
    public async Task Results_of_an_earlier_run_are_not_taken_for_those_of_one_that_broke()
    {
        (await _project.RunAsync("success")).Results.ShouldNotBeNull();
        var broken = await _project.RunAsync("broken");
        broken.Outcome.ShouldBe(DbtOutcome.Broke);
        broken.Results.ShouldBeNull();
        broken.Message!.ShouldContain("'oders' which was not found");
        File.Exists(_project["target/run_results.json"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Wrong_arguments_are_reported_in_dbts_words()
    {
        var run = await _project.RunAsync(_project.Invocation("success") with { Arguments = ["--no-such-thing"] });
        run.Outcome.ShouldBe(DbtOutcome.Broke);
        run.InvocationId.ShouldBeNull();
        run.Message!.ShouldContain("No such option: --no-such-thing");
    }

    [Fact]
    public async Task Arguments_reach_dbt_as_they_are_with_no_shell_between()
    {
        var invocation = _project.Invocation("success") with
        {
            Select = ["+orders; touch pwned", "$(id)"],
            Exclude = ["tag:'nightly'"],
            Target = "prod",
            Threads = 4,
            FullRefresh = true,
            Vars = new JsonObject { ["name"] = "a \"b\" $HOME `x`" },
        };
        await _project.RunAsync(invocation);
        var arguments = await File.ReadAllLinesAsync(_project["arguments.txt"], DbtProject.Ct);
        foreach (var expected in new[] { "build", "--select=+orders; touch pwned", "--select=$(id)", "--exclude=tag:'nightly'", "--target=prod", "--threads=4", "--full-refresh" }) arguments.ShouldContain(expected);
        JsonNode.Parse(arguments.Single(argument => argument.StartsWith("--vars=", StringComparison.Ordinal))["--vars=".Length..])!["name"]!.GetValue<string>().ShouldBe("a \"b\" $HOME `x`");
        File.Exists(_project["pwned"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Our_own_environment_stays_with_us()
    {
        Environment.SetEnvironmentVariable("CONTROLPLANE_TEST_OWN", "not for dbt");
        await _project.RunAsync(_project.Invocation("success") with { Secrets = new Dictionary<string, string> { ["DBT_ENV_SECRET_PASSWORD"] = "hunter2" } });
        var environment = await File.ReadAllTextAsync(_project["environment.txt"], DbtProject.Ct);
        environment.ShouldNotContain("CONTROLPLANE_TEST_OWN");
        environment.ShouldContain("DBT_ENV_SECRET_PASSWORD=hunter2");
        (await File.ReadAllTextAsync(_project["arguments.txt"], DbtProject.Ct)).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Secrets_are_taken_out_of_whatever_dbt_says()
    {
        const string Secret = "pa\"ss\\wörd";
        var invocation = _project.Invocation("leaking");
        invocation = invocation with
        {
            Environment = new Dictionary<string, string>(invocation.Environment) { ["PASSWORD_IN_JSON"] = """pa\"ss\\w\u00f6rd""" },
            Secrets = new Dictionary<string, string> { ["DBT_ENV_SECRET_PASSWORD"] = Secret },
        };
        var run = await _project.RunAsync(invocation);
        _project.Events.ShouldContain(said => said.Message == "plain: ***");
        _project.Events.ShouldContain(said => said.Message.EndsWith("tried ***", StringComparison.Ordinal));
        run.Message!.ShouldContain("tried ***");
        run.Results!.Nodes.Single().Message.ShouldBe("tried ***");
        string.Concat(_project.Events).ShouldNotContain(Secret);
        run.ToString().ShouldNotContain(Secret);
        invocation.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Output_that_is_no_event_and_lines_without_end_are_borne()
    {
        var run = await _project.RunAsync("noisy");
        run.Outcome.ShouldBe(DbtOutcome.Succeeded);
        run.Results.ShouldNotBeNull();
        _project.Events.Max(said => said.Message.Length).ShouldBe(_project.Options.MaxLineBytes);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_stop_dbt()
    {
        var client = new DbtCoreClient(_project.Options);
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => client.RunAsync(_project.Invocation("noisy"), _ => throw new InvalidOperationException("listener"), cancellationToken: DbtProject.Ct));
        failure.Message.ShouldBe("listener");
        File.Exists(_project["target/run_results.json"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_is_killed_from_outside_has_crashed()
    {
        var run = await _project.RunAsync("crashing");
        run.Outcome.ShouldBe(DbtOutcome.Crashed);
        run.Message!.ShouldContain("Fatal Python error");
        run.ToModelEngineRun().Status.ShouldBe(ModelEngineRunStatus.Failed);
    }

    [Fact]
    public async Task Results_that_were_cut_off_count_as_none()
    {
        var run = await _project.RunAsync("cut");
        run.Outcome.ShouldBe(DbtOutcome.NodesFailed);
        run.Results.ShouldBeNull();
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("wrapping")]
    public async Task A_cancelled_run_is_interrupted_and_keeps_what_it_had_done(string behaviour)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are of Unix.");
        using var cancel = new CancellationTokenSource();
        var running = _project.RunAsync(behaviour, cancel.Token);
        await _project.WaitingAsync();
        await cancel.CancelAsync();
        var run = await running;
        run.Outcome.ShouldBe(DbtOutcome.Cancelled);
        run.ExitCode.ShouldBe(2);
        run.Results!.Nodes.ShouldHaveSingleItem().UniqueId.ShouldBe("model.shop.orders");
    }

    [Fact]
    public async Task A_run_that_ignores_interrupts_is_killed()
    {
        _project.Options = _project.Options with { GracePeriod = TimeSpan.FromMilliseconds(100) };
        using var cancel = new CancellationTokenSource();
        var running = _project.RunAsync("stubborn", cancel.Token);
        await _project.WaitingAsync();
        await cancel.CancelAsync();
        var run = await running;
        run.Outcome.ShouldBe(DbtOutcome.Cancelled);
        run.Results.ShouldBeNull();
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_interrupted()
    {
        _project.Options = _project.Options with { Timeout = TimeSpan.FromSeconds(1) };
        var run = await _project.RunAsync("waiting");
        run.Outcome.ShouldBe(DbtOutcome.TimedOut);
        run.Message!.ShouldContain("00:00:01");
    }

    [Fact]
    public async Task A_missing_executable_is_named_and_its_arguments_are_not()
    {
        _project.Options = _project.Options with { Executable = "no-such-dbt" };
        var invocation = _project.Invocation("success") with { Vars = new JsonObject { ["key"] = "sensitive" } };
        var failure = await Should.ThrowAsync<DbtCoreException>(() => _project.RunAsync(invocation));
        failure.Message.ShouldContain("no-such-dbt");
        failure.ToString().ShouldNotContain("sensitive");
    }

    [Fact]
    public async Task Each_run_can_have_an_artifacts_folder_of_its_own()
    {
        var run = await _project.RunAsync(_project.Invocation("success") with { TargetPath = "target/one" });
        run.Results.ShouldNotBeNull();
        File.Exists(_project["target/one/run_results.json"]).ShouldBeTrue();
    }
}
