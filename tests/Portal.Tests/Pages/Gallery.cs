using System.Diagnostics;
using ControlPlane.Testing;

namespace ControlPlane.Portal.Tests.Pages;

/// <summary>Pictures of the pages for people to look at, into the folder that <c>PORTAL_PICTURES</c> names. Needs chromium.</summary>
[Collection(nameof(PortalApp))]
public sealed class Gallery(PostgresFixture postgres)
{
    private const string Setting = "PORTAL_PICTURES";

    [Fact]
    public async Task Pages_are_pictured_on_a_desk_and_on_a_phone()
    {
        var folder = Environment.GetEnvironmentVariable(Setting);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Setting} names no folder.");
        var api = new PlayedApi();
        Samples.Fill(api);
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);
        await using var empty = await PortalApp.StartOpenAsync(postgres, new PlayedApi());
        await using var broken = await PortalApp.StartOpenAsync(postgres, new PlayedApi { Broken = 500 });
        var goingOn = new PlayedApi();
        goingOn.Answers[$"/v1/runs/{Samples.Run}"] = Samples.Succeeded("Running").ToJsonString();
        await using var running = await PortalApp.StartOpenAsync(postgres, goingOn);
        (string Name, string Address)[] pages =
        [
            ("overview", $"{portal.Address}/"),
            ("run", $"{portal.Address}/runs/{Samples.Run}"),
            ("run-failed", $"{portal.Address}/runs/{Samples.Failed}"),
            ("run-running", $"{running.Address}/runs/{Samples.Run}"),
            ("empty", $"{empty.Address}/"),
            ("unavailable", $"{broken.Address}/"),
            ("sign-in", $"{portal.Address}/sign-in"),
        ];
        foreach (var (name, address) in pages)
        {
            foreach (var (size, window) in ((string, string)[])[("desk", "1280,1000"), ("phone", "500,1400")])
                await PictureAsync(address, Path.Combine(folder!, $"{name}-{size}.png"), window);
        }
        await PictureAsync($"{portal.Address}/", Path.Combine(folder!, "overview-dark.png"), "1280,1000", "--blink-settings=preferredColorScheme=0");
        await PictureAsync($"{portal.Address}/runs/{Samples.Failed}", Path.Combine(folder!, "run-failed-dark.png"), "1280,1000", "--blink-settings=preferredColorScheme=0");
    }

    private static async Task PictureAsync(string address, string file, string window, params string[] more)
    {
        using var profile = new TemporaryFolder("chromium");
        using var browser = Process.Start(new ProcessStartInfo("chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-proxy-server", "--hide-scrollbars", $"--user-data-dir={profile.Path}", $"--window-size={window}", $"--screenshot={file}", "--timeout=4000", .. more, address,
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(output, errors);
        File.Exists(file).ShouldBeTrue(await errors);
    }
}
