using System.Net;
using System.Text.Json;

namespace ControlPlane.Activation.Tests.Activations;

/// <summary>A destination that takes everything and remembers nothing.</summary>
internal static class Accepting
{
    public static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        using var body = JsonDocument.Parse(request.Content!.ReadAsStream());
        var results = body.RootElement.GetProperty("inputs").EnumerateArray().Select(input => new { id = input.GetProperty("id").GetString(), outcome = "created" });
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(new { results, errors = Array.Empty<string>() })) };
    }
}
