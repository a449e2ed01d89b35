using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.AppHost.Composition;

/// <summary>One service and what it uses.</summary>
internal sealed record Service(string Name, Needs Needs, Action<IHostApplicationBuilder> AddTo)
{
    public static Service Of<TModule>(TModule module, Needs needs = Needs.None)
        where TModule : class, IServiceModule => new(module.Name, needs, builder => builder.AddModule(module));
}
