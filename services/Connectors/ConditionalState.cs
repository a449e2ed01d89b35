using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors;

/// <summary>
/// The ETag of a stream's first page, kept in the state under a key of our own. It is only sent with the very request that it came
/// from, which is remembered as a hash because it may hold credentials.
/// </summary>
internal sealed class ConditionalState
{
    public const string Key = "x-conditional-request";

    private string? _request;
    private string? _etag;

    public static ConditionalState Of(JsonObject? state) => new()
    {
        _request = state?[Key]?["request"]?.ToString(),
        _etag = state?[Key]?["etag"]?.ToString(),
    };

    /// <summary>The source said that nothing has changed.</summary>
    public bool NotModified { get; set; }

    public string? For(string signature) => _request == Hash(signature) ? _etag : null;

    public void Remember(string signature, string? etag) => (_request, _etag) = (Hash(signature), etag);

    /// <summary>The state as anybody else knows it.</summary>
    public static JsonObject? Without(JsonObject? state)
    {
        if (state?.ContainsKey(Key) != true) return state;
        var rest = state.DeepClone().AsObject();
        rest.Remove(Key);
        return rest;
    }

    public void WriteTo(JsonObject state)
    {
        if (_etag is not null) state[Key] = new JsonObject { ["request"] = _request, ["etag"] = _etag };
    }

    private static string Hash(string signature) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signature)));
}
