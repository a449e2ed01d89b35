using System.Diagnostics;
using System.Net;

namespace ControlPlane.Testing;

/// <summary>Waits for what another thread or process will bring about.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the answer is not null; fails with <paramref name="what"/> after the deadline (default 90 s: a busy machine is no failure).</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, TimeSpan? within = null)
        where T : class
    {
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < (within ?? TimeSpan.FromSeconds(90)))
        {
            try
            {
                if (await ask() is { } answer) return answer;
            }
            catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // What is not available now is asked for again, as a client would.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(25));
        }
        throw new TimeoutException($"Still waiting for: {what}");
    }

    public static Task TrueAsync(string what, Func<Task<bool>> ask, TimeSpan? within = null) => GetAsync(what, async () => await ask() ? "yes" : null, within);
}
