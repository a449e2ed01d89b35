using ControlPlane.Connectors.Requests;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class ResponseCacheTests
{
    [Theory]
    [InlineData("use_cache: true", 1)]
    [InlineData("use_cache: false", 2)]
    public async Task Request_that_was_made_before_is_answered_from_the_cache(string requester, int requests)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1}]}""");
        using var cache = new ResponseCache();
        for (var i = 0; i < 2; i++)
        {
            var reading = new Reading(source.Url) { Requester = requester, Cache = cache };
            (await reading.RunAsync()).Records.ShouldBe(1);
            reading.Sink.Records.ShouldBe(["""{"id":1}"""]);
        }

        source.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task Request_with_other_credentials_is_another_request()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        using var cache = new ResponseCache();
        foreach (var key in new[] { "a", "b" })
            await new Reading(source.Url) { Requester = $"use_cache: true\nauthenticator: {{type: BearerAuthenticator, api_token: {key}}}", Cache = cache }.RunAsync();
        source.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Folder_that_a_killed_process_has_left_is_removed()
    {
        var own = $"responses-test-{Guid.NewGuid():N}-";
        string[] folders = [.. new[] { "left", "used", "young" }.Select(name => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), own + name)).FullName)];
        var (left, used) = (folders[0], folders[1]);
        try
        {
            foreach (var folder in folders) await File.WriteAllTextAsync(Path.Combine(folder, "in-use"), "", TestContext.Current.CancellationToken);
            foreach (var folder in new[] { left, used }) Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-1));
            await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
            using var cache = new ResponseCache();
            await using (new FileStream(Path.Combine(used, "in-use"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                await new Reading(source.Url) { Requester = "use_cache: true", Cache = cache }.RunAsync();
            folders.Select(Directory.Exists).ShouldBe([false, true, true]);
        }
        finally
        {
            foreach (var folder in folders.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_is_kept_beyond_the_limit()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        using var cache = new ResponseCache(maxBytes: 5);
        for (var i = 0; i < 2; i++) await new Reading(source.Url) { Requester = "use_cache: true", Cache = cache }.RunAsync();
        source.Requests.Count.ShouldBe(2);
    }
}
