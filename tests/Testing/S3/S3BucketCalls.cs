using System.Globalization;
using System.Text;
using System.Xml.Linq;
using static ControlPlane.Testing.S3.S3Call;

namespace ControlPlane.Testing.S3;

/// <summary>Buckets: making them, their settings, and what is in them.</summary>
internal static class S3BucketCalls
{
    private static readonly Dictionary<string, (string Root, string Absent)> Settings = new()
    {
        ["versioning"] = ("VersioningConfiguration", ""),
        ["encryption"] = ("ServerSideEncryptionConfiguration", "ServerSideEncryptionConfigurationNotFoundError"),
        ["lifecycle"] = ("LifecycleConfiguration", "NoSuchLifecycleConfiguration"),
        ["publicAccessBlock"] = ("PublicAccessBlockConfiguration", "NoSuchPublicAccessBlockConfiguration"),
        ["policy"] = ("", "NoSuchBucketPolicy"),
    };

    public static Task AnswerAsync(S3Call call)
    {
        var setting = Settings.Keys.FirstOrDefault(name => call.Asks(name));
        if (setting is not null && call.Method == "GET") Get(call, setting);
        else if (setting is not null && call.Method == "PUT") Put(call, setting);
        else if (call.Method == "PUT" && call.Asks()) Create(call);
        else if (call.Method == "HEAD" && call.Asks()) _ = call.Bucket;
        else if (call.Method == "GET" && call.Asks("list-type", "prefix?", "continuation-token?", "max-keys?") && call.Query("list-type") == "2") List(call);
        else if (call.Method == "GET" && call.Asks("versions", "prefix?", "key-marker?", "version-id-marker?", "max-keys?")) Versions(call);
        else if (call.Method == "POST" && call.Asks("delete")) Delete(call);
        else throw NotKnown(call);
        return Task.CompletedTask;
    }

    private static void Create(S3Call call)
    {
        if (call.Document("CreateBucketConfiguration").Element(Xml + "LocationConstraint")?.Value != S3Server.Region)
            throw new S3Error(400, "IllegalLocationConstraintException", "The location constraint is incompatible for the region specific endpoint this request was sent to.");
        if (!call.Server.Buckets.TryAdd(call.BucketName, new S3Bucket())) throw new S3Error(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
        call.Response.Headers.Location = $"/{call.BucketName}";
    }

    private static void Get(S3Call call, string setting)
    {
        var (root, absent) = Settings[setting];
        if (call.Bucket.Settings.TryGetValue(setting, out var kept)) call.Answer(Encoding.UTF8.GetBytes(kept));
        else if (absent.Length == 0) call.Answer(new XElement(Xml + root));
        else throw new S3Error(404, absent, $"The bucket has no {setting}.");
    }

    private static void Put(S3Call call, string setting)
    {
        var root = Settings[setting].Root;
        if (root.Length > 0) Check(setting, call.Document(root));
        call.Bucket.Settings[setting] = Encoding.UTF8.GetString(call.Body);
        if (setting == "policy") call.Answer([], 204);
    }

    private static void Check(string setting, XElement document)
    {
        if (setting != "lifecycle") return;
        foreach (var rule in document.Elements(Xml + "Rule"))
        {
            var names = rule.Elements().Select(element => element.Name.LocalName).ToHashSet();
            var acts = names.Overlaps(["Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"]);
            if (!names.Contains("Status") || !names.Overlaps(["Filter", "Prefix"]) || !acts) throw new S3Error(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }
    }

    private static void List(S3Call call)
    {
        var (bucket, prefix, max) = (call.Bucket, call.Query("prefix") ?? "", Number(call.Query("max-keys")));
        lock (bucket.Gate)
        {
            var after = call.Query("continuation-token") is { } token ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : "";
            var found = bucket.Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0 && bucket.Find(key) is not null).Take(max + 1).ToList();
            var page = found.Take(max).ToList();
            call.Answer(new XElement(Xml + "ListBucketResult",
                new XElement(Xml + "Name", call.BucketName), new XElement(Xml + "Prefix", prefix), new XElement(Xml + "KeyCount", page.Count), new XElement(Xml + "MaxKeys", max),
                new XElement(Xml + "IsTruncated", found.Count > max),
                found.Count > max ? new XElement(Xml + "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1]))) : null,
                page.Select(key => new XElement(Xml + "Contents", new XElement(Xml + "Key", key), new XElement(Xml + "ETag", bucket.Find(key)!.ETag), new XElement(Xml + "Size", bucket.Find(key)!.Content.Length)))));
        }
    }

    private static void Versions(S3Call call)
    {
        var (bucket, prefix, max) = (call.Bucket, call.Query("prefix") ?? "", Number(call.Query("max-keys")));
        lock (bucket.Gate)
        {
            var all = bucket.Objects.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .SelectMany(entry => entry.Value.AsEnumerable().Reverse().Select((version, i) => (entry.Key, Version: version, Latest: i == 0))).ToList();
            var skip = call.Query("key-marker") is { Length: > 0 } marker ? all.FindIndex(one => one.Key == marker && one.Version.Id == call.Query("version-id-marker")) + 1 : 0;
            var page = all.Skip(skip).Take(max).ToList();
            var more = skip + page.Count < all.Count;
            call.Answer(new XElement(Xml + "ListVersionsResult",
                new XElement(Xml + "Name", call.BucketName), new XElement(Xml + "IsTruncated", more),
                more ? new XElement(Xml + "NextKeyMarker", page[^1].Key) : null, more ? new XElement(Xml + "NextVersionIdMarker", page[^1].Version.Id) : null,
                page.Select(one => new XElement(Xml + (one.Version.Deleted ? "DeleteMarker" : "Version"), new XElement(Xml + "Key", one.Key),
                    new XElement(Xml + "VersionId", one.Version.Id), new XElement(Xml + "IsLatest", one.Latest), new XElement(Xml + "Size", one.Version.Content.Length)))));
        }
    }

    private static void Delete(S3Call call)
    {
        if (call.Header("content-md5") is null && call.Header("x-amz-checksum-sha256") is null && call.Header("x-amz-checksum-crc32") is null)
            throw new S3Error(400, "InvalidRequest", "Missing required header for this request: Content-MD5");
        var objects = call.Document("Delete").Elements(Xml + "Object").ToList();
        if (objects.Count is 0 or > 1000) throw new S3Error(400, "MalformedXML", "1 to 1000 objects");
        lock (call.Bucket.Gate)
        {
            foreach (var one in objects)
            {
                var (key, version) = (one.Element(Xml + "Key")!.Value, one.Element(Xml + "VersionId")?.Value);
                if (!call.Bucket.Objects.TryGetValue(key, out var versions)) continue;
                if (version is not null) versions.RemoveAll(kept => kept.Id == version);
                else if (call.Bucket.Versioned) versions.Add(new S3Version([], "", "", null, Deleted: true, Guid.NewGuid().ToString("N")));
                else versions.Clear();
                if (versions.Count == 0) call.Bucket.Objects.Remove(key);
            }
        }
        call.Answer(new XElement(Xml + "DeleteResult"));
    }

    private static int Number(string? text) => text is null ? 1000 : Math.Min(1000, int.Parse(text, CultureInfo.InvariantCulture));
}
