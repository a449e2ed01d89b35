using System.Globalization;
using System.Xml.Linq;
using static ControlPlane.Testing.S3.S3Call;

namespace ControlPlane.Testing.S3;

/// <summary>Objects: putting them whole or in parts, and getting them.</summary>
internal static class S3ObjectCalls
{
    private const int LeastPart = 5 << 20;

    public static Task AnswerAsync(S3Call call)
    {
        lock (call.Bucket.Gate)
        {
            if (call.Method == "PUT" && call.Asks()) Put(call);
            else if (call.Method == "PUT" && call.Asks("partNumber", "uploadId")) PutPart(call);
            else if (call.Method == "POST" && call.Asks("uploads")) Begin(call);
            else if (call.Method == "POST" && call.Asks("uploadId")) Complete(call);
            else if (call.Method == "DELETE" && call.Asks("uploadId")) Abort(call);
            else if (call.Method is "GET" or "HEAD" && call.Asks()) Get(call);
            else throw NotKnown(call);
        }
        return Task.CompletedTask;
    }

    private static void Put(S3Call call)
    {
        var version = S3Version.Of(call.Body, call.Encryption);
        call.Bucket.Put(call.Key, version);
        call.Response.Headers.ETag = version.ETag;
    }

    private static void Begin(S3Call call)
    {
        var id = Guid.NewGuid().ToString("N");
        call.Bucket.Uploads[id] = new S3Multipart(call.Key, call.Encryption);
        call.Answer(new XElement(Xml + "InitiateMultipartUploadResult", new XElement(Xml + "Bucket", call.BucketName), new XElement(Xml + "Key", call.Key), new XElement(Xml + "UploadId", id)));
    }

    private static void PutPart(S3Call call)
    {
        var upload = Upload(call);
        var number = int.Parse(call.Query("partNumber")!, CultureInfo.InvariantCulture);
        if (number is < 1 or > 10_000) throw new S3Error(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
        var copies = call.Header("x-amz-copy-source") is not null;
        if (!copies && call.Header("x-amz-checksum-sha256") is null) throw new S3Error(400, "InvalidRequest", "The upload was created using a sha256 checksum: each part must carry it.");
        var part = S3Version.Of(copies ? Source(call) : call.Body, null);
        upload.Parts[number] = part;
        if (copies) call.Answer(new XElement(Xml + "CopyPartResult", new XElement(Xml + "ETag", part.ETag), new XElement(Xml + "ChecksumSHA256", part.Checksum)));
        else call.Response.Headers.ETag = part.ETag;
    }

    private static byte[] Source(S3Call call)
    {
        var path = Uri.UnescapeDataString(call.Header("x-amz-copy-source")!).TrimStart('/').Split('/', 2);
        var found = call.Server.Buckets.GetValueOrDefault(path[0])?.Find(path[1]) ?? throw new S3Error(404, "NoSuchKey", "The specified key does not exist.");
        if (call.Header("x-amz-copy-source-if-match") is { } etag && etag.Trim('"') != found.ETag.Trim('"')) throw new S3Error(412, "PreconditionFailed", "The object has changed.");
        return call.Header("x-amz-copy-source-range") is { } range ? Slice(found.Content, range).Content : found.Content;
    }

    private static void Complete(S3Call call)
    {
        var upload = Upload(call);
        var listed = call.Document("CompleteMultipartUpload").Elements(Xml + "Part").Select(part => (Number: (int)part.Element(Xml + "PartNumber")!, ETag: part.Element(Xml + "ETag")!.Value)).ToList();
        if (!listed.Select(part => part.Number).SequenceEqual(upload.Parts.Keys) || listed.Any(part => upload.Parts[part.Number].ETag.Trim('"') != part.ETag.Trim('"')))
            throw new S3Error(400, "InvalidPart", "One or more of the specified parts could not be found.");
        if (upload.Parts.Values.SkipLast(1).Any(part => part.Content.Length < LeastPart)) throw new S3Error(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        var version = S3Version.OfParts(upload.Parts.Values, upload.Encryption);
        call.Bucket.Put(call.Key, version);
        call.Bucket.Uploads.Remove(call.Query("uploadId")!);
        call.Answer(new XElement(Xml + "CompleteMultipartUploadResult", new XElement(Xml + "Key", call.Key), new XElement(Xml + "ETag", version.ETag)));
    }

    private static void Abort(S3Call call)
    {
        _ = Upload(call);
        call.Bucket.Uploads.Remove(call.Query("uploadId")!);
        call.Answer([], 204);
    }

    private static void Get(S3Call call)
    {
        var found = call.Bucket.Find(call.Key) ?? throw new S3Error(404, "NoSuchKey", "The specified key does not exist.");
        if (call.Header("if-match") is { } etag && etag.Trim('"') != found.ETag.Trim('"')) throw new S3Error(412, "PreconditionFailed", "The object has changed.");
        call.Response.Headers.ETag = found.ETag;
        if (call.Header("x-amz-checksum-mode") == "ENABLED")
        {
            call.Response.Headers["x-amz-checksum-sha256"] = found.Checksum;
            call.Response.Headers["x-amz-checksum-type"] = found.Checksum.Contains('-', StringComparison.Ordinal) ? "COMPOSITE" : "FULL_OBJECT";
        }
        if (found.Encryption is not null)
        {
            call.Response.Headers["x-amz-server-side-encryption"] = "aws:kms";
            call.Response.Headers["x-amz-server-side-encryption-aws-kms-key-id"] = $"arn:aws:kms:{S3Server.Region}:{S3Server.Account}:key/{found.Encryption}";
        }
        if (call.Method == "HEAD")
        {
            call.Response.ContentLength = found.Content.Length;
            return;
        }
        if (call.Header("range") is not { } range)
        {
            call.Answer(found.Content);
            return;
        }
        var (content, described) = Slice(found.Content, range);
        call.Response.Headers.ContentRange = described;
        call.Answer(content, 206);
    }

    private static (byte[] Content, string Described) Slice(byte[] content, string range)
    {
        var bounds = range["bytes=".Length..].Split('-');
        var (first, last) = (int.Parse(bounds[0], CultureInfo.InvariantCulture), Math.Min(content.Length - 1, int.Parse(bounds[1], CultureInfo.InvariantCulture)));
        if (first >= content.Length) throw new S3Error(416, "InvalidRange", "The requested range is not satisfiable");
        return (content[first..(last + 1)], $"bytes {first}-{last}/{content.Length}");
    }

    private static S3Multipart Upload(S3Call call) => call.Bucket.Uploads.TryGetValue(call.Query("uploadId")!, out var upload) && upload.Key == call.Key
        ? upload
        : throw new S3Error(404, "NoSuchUpload", "The specified upload does not exist.");
}
