using System.Reflection;
using System.Security.Cryptography;

namespace ControlPlane.Portal.Assets;

/// <summary>The pages' few static files, out of the assembly itself.</summary>
internal static class AssetEndpoints
{
    private static readonly Dictionary<string, Asset> All = new Asset[]
    {
        Asset.Read("portal.css", "text/css; charset=utf-8"),
        Asset.Read("live.js", "text/javascript; charset=utf-8"),
        Asset.Read("icon.svg", "image/svg+xml"),
    }.ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>The address of a file in this version, which may therefore be kept for ever.</summary>
    public static string Address(string name) => $"/assets/{name}?v={All[name].Version}";

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{name}", Get);

    private static IResult Get(string name, HttpContext context)
    {
        if (!All.TryGetValue(name, out var asset)) return TypedResults.NotFound();
        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(asset.Content, asset.ContentType, entityTag: new($"\"{asset.Version}\""));
    }

    private sealed record Asset(string Name, string ContentType, byte[] Content, string Version)
    {
        public static Asset Read(string name, string contentType)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks {name}.");
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new Asset(name, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }
    }
}
