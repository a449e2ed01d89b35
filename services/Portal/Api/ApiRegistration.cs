using Microsoft.Extensions.Options;

namespace ControlPlane.Portal.Api;

internal static class ApiRegistration
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiAddress>();
        services.AddTransient<OperatorCalls>();
        services.AddHttpClient<ControlPlaneApi>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<OperatorCalls>()
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                // What runs in this process needs no proxy, whatever the environment says.
                UseProxy = provider.GetRequiredService<IOptions<PortalOptions>>().Value.Api is not null,
            });
    }
}
