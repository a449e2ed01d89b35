using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Lake.Provisioning;
using ControlPlane.Lake.S3;
using ControlPlane.Lake.S3.Provisioning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Lake;

public static class LakeRegistration
{
    private const int MaxRetries = 5;

    /// <summary>The lake that <c>ControlPlane:Lake</c> names: a folder, or <see cref="S3LakeOptions.Parse">an S3 address</see>. Several services of one process may call it.</summary>
    public static void AddLake(this IHostApplicationBuilder builder)
    {
        var address = builder.Configuration["ControlPlane:Lake"] ?? throw new InvalidOperationException("Set ControlPlane:Lake to the lake's root folder, or to s3://NAME?region=REGION.");
        if (address.StartsWith(S3LakeOptions.Scheme, StringComparison.Ordinal)) builder.Services.AddS3Lake(S3LakeOptions.Parse(address));
        builder.Services.TryAddSingleton<ILake>(_ => new FileSystemLake(address));
        builder.Services.TryAddSingleton<ILakeProvisioner>(new NothingToProvision());
    }

    /// <summary>The lake that is a folder of this machine; null where there is none, or it is another.</summary>
    public static FileSystemLake? FolderLake(this IConfiguration configuration) =>
        configuration["ControlPlane:Lake"] is { Length: > 0 } address && !address.StartsWith(S3LakeOptions.Scheme, StringComparison.Ordinal) ? new(address) : null;

    /// <summary>A client for the lake's region or endpoint.</summary>
    /// <param name="credentials">Null: those of the environment, profile or machine, as every AWS program finds them.</param>
    public static IAmazonS3 CreateClient(S3LakeOptions options, AWSCredentials? credentials = null)
    {
        var config = new AmazonS3Config { RetryMode = RequestRetryMode.Standard, MaxErrorRetry = MaxRetries, AuthenticationRegion = options.Region };
        if (options.Endpoint is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        else (config.ServiceURL, config.ForcePathStyle) = (options.Endpoint.AbsoluteUri, true);
        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    private static void AddS3Lake(this IServiceCollection services, S3LakeOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton(_ => CreateClient(options));
        services.TryAddSingleton<ILake, S3Lake>();
        services.TryAddSingleton<ILakeProvisioner, S3Provisioner>();
    }
}
