using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using ControlPlane.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.ServiceDefaults.Access;

/// <summary>
/// One tenant's requests cannot use up what all share: each tenant, and each address that is not signed in, has a number of requests
/// at once of its own; a few more wait, and what is beyond that gets 429. The operator is not limited.
/// </summary>
internal static class FairLimits
{
    private const int AtOnce = 16;
    private const int Waiting = 64;

    public static void AddFairLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(request => Partition(request));
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            await Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests at once",
                $"At most {AtOnce} requests of one tenant are answered at once and {Waiting} wait; wait for some to end.").ExecuteAsync(rejected.HttpContext);
        };
    });

    private static RateLimitPartition<string> Partition(HttpContext request)
    {
        if (request.User.IsOperator()) return RateLimitPartition.GetNoLimiter(Caller.Operator);
        var caller = request.User.FindFirstValue(Caller.TenantClaim) ?? $"address {request.Connection.RemoteIpAddress}";
        return RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }
}
