using System.Net;
using Amazon.S3;

namespace ControlPlane.Lake.S3.Provisioning;

/// <summary>S3 answers with an error where a setting was never made.</summary>
internal static class Absent
{
    public static async Task<T?> AsNullAsync<T>(string code, Func<Task<T?>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == code && exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
