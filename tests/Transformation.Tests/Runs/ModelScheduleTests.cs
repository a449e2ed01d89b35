using ControlPlane.Transformation.Runs.Building;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class ModelScheduleTests
{
    [Fact]
    public async Task Independent_models_are_done_at_the_same_time_and_dependents_after_them()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT 1";
        project["models/b.sql"] = "SELECT 1";
        project["models/c.sql"] = "SELECT * FROM {{ ref('a') }}, {{ ref('b') }}";
        var schedule = new ModelSchedule(project.Bind().Models);
        var both = new CountdownEvent(2);
        var done = new System.Collections.Concurrent.ConcurrentQueue<string>();

        await schedule.RunAsync(2, async (models, token) =>
        {
            await foreach (var model in models)
            {
                if (model.Name != "c")
                {
                    both.Signal();
                    await Task.Run(() => both.Wait(token), token);
                }
                done.Enqueue(model.Name);
                await schedule.DoneAsync(model, true, (_, _) => Task.CompletedTask);
            }
        }, TestContext.Current.CancellationToken);

        done.Count.ShouldBe(3);
        done.Last().ShouldBe("c");
    }

    [Fact]
    public async Task Failure_of_one_worker_ends_the_others()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT 1";
        project["models/b.sql"] = "SELECT 1";
        var schedule = new ModelSchedule(project.Bind().Models);

        var run = schedule.RunAsync(2, async (models, token) =>
        {
            await foreach (var model in models)
            {
                if (model.Name == "a") throw new InvalidOperationException("lost");
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        }, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<Exception>(run)).ShouldNotBeNull();
    }
}
