using ControlPlane.Lake.FileSystem;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Lake;

public static class LakeRegistration
{
    /// <summary>The lake that <c>ControlPlane:Lake</c> names. Several services of one process may call it.</summary>
    public static void AddLake(this IHostApplicationBuilder builder) =>
        builder.Services.TryAddSingleton<ILake>(new FileSystemLake(builder.Configuration["ControlPlane:Lake"] ?? throw new InvalidOperationException("Set ControlPlane:Lake to the lake's root folder.")));
}
