using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Testing.S3;

/// <summary>One verified request and the answer to it.</summary>
public sealed class S3Call
{
    public static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly HttpContext _context;
    private byte[] _answer = [];

    public S3Call(HttpContext context, S3Server server, byte[] body)
    {
        _context = context;
        Server = server;
        Body = body;
        var path = context.Request.Path.Value![1..].Split('/', 2);
        BucketName = path[0];
        Key = path.Length > 1 ? path[1] : "";
        VerifyChecksum();
        if (Header("x-amz-expected-bucket-owner") is { } owner && owner != S3Server.Account) throw new S3Error(403, "AccessDenied", "Access Denied");
    }

    public S3Server Server { get; }

    public string BucketName { get; }

    public string Key { get; }

    public byte[] Body { get; }

    public string Method => _context.Request.Method;

    public HttpResponse Response => _context.Response;

    public S3Bucket Bucket => Server.Buckets.GetValueOrDefault(BucketName) ?? throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");

    public string? Encryption => Header("x-amz-server-side-encryption") switch
    {
        null => null,
        "aws:kms" => Header("x-amz-server-side-encryption-aws-kms-key-id") ?? "aws/s3",
        var other => throw new S3Error(400, "InvalidArgument", $"server-side encryption {other}"),
    };

    public string? Header(string name) => _context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Query(string name) => _context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Any other parameter is something that this server does not do.</summary>
    public bool Asks(params string[] parameters)
    {
        var sent = _context.Request.Query.Keys.Where(name => name != "x-id").ToHashSet(StringComparer.Ordinal);
        return sent.SetEquals(parameters.Where(name => !name.EndsWith('?')).Union(parameters.Where(name => name.EndsWith('?')).Select(name => name[..^1]).Where(sent.Contains)));
    }

    public static S3Error NotKnown(S3Call call) => new(501, "NotImplemented", $"{call.Method} {call._context.Request.Path}{call._context.Request.QueryString} is not known here");

    public XElement Document(string root)
    {
        var document = XDocument.Parse(Encoding.UTF8.GetString(Body)).Root!;
        return document.Name.LocalName == root ? document : throw new S3Error(400, "MalformedXML", $"expected {root}, found {document.Name.LocalName}");
    }

    public void Answer(byte[] body, int status = 200)
    {
        _answer = body;
        Response.StatusCode = status;
    }

    public void Answer(XElement document)
    {
        Response.ContentType = "application/xml";
        Answer(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}"));
    }

    public async Task SendAsync(bool cut)
    {
        Response.Headers["x-amz-request-id"] = "test";
        if (Method == "HEAD" || Response.StatusCode == (int)HttpStatusCode.NoContent) return;
        Response.ContentLength = _answer.Length;
        if (!cut)
        {
            await Response.Body.WriteAsync(_answer);
            return;
        }
        await Response.Body.WriteAsync(_answer.AsMemory(0, _answer.Length / 2));
        await Response.Body.FlushAsync();
        _context.Abort();
    }

    private void VerifyChecksum()
    {
        if (Header("x-amz-checksum-sha256") is { } sha256 && sha256 != Convert.ToBase64String(SHA256.HashData(Body)))
            throw new S3Error(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
    }
}
