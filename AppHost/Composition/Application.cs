using ControlPlane.Activation;
using ControlPlane.Ingestion;
using ControlPlane.Insights;
using ControlPlane.Portal;
using ControlPlane.Tenants;
using ControlPlane.Transformation;

namespace ControlPlane.AppHost.Composition;

/// <summary>
/// The whole application in one place: which services there are and which resources each uses. Embedded, one process hosts them all;
/// distributed, each is a process that gets its settings as environment variables. Either way the settings come from <see cref="Resources"/>.
/// </summary>
internal static class Application
{
    public static IReadOnlyList<Service> Services { get; } =
    [
        Service.Of(new TenantsModule(), Needs.Warehouse | Needs.Lake | Needs.Blueprints),
        Service.Of(new IngestionModule(), Needs.Warehouse | Needs.Lake | Needs.Blueprints),
        Service.Of(new TransformationModule(), Needs.Warehouse | Needs.Lake | Needs.Blueprints),
        Service.Of(new ActivationModule(), Needs.Warehouse | Needs.Blueprints),
        Service.Of(new InsightsModule()),
        Service.Of(new PortalModule()),
    ];
}
