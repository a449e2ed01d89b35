using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.ServiceDefaults.Modules;

/// <summary>
/// One service as a thing that can be hosted: alone by its own <c>Program.cs</c>, or beside the others in one process. It is the same
/// code either way; only the transport between services differs.
/// </summary>
public interface IServiceModule
{
    /// <summary>Also the name of its schema in the control database: lower-case letters.</summary>
    string Name { get; }

    /// <summary>The message consumers; each gets a queue of its own.</summary>
    IReadOnlyList<Type> Consumers { get; }

    void AddServices(IHostApplicationBuilder builder);

    void MapRoutes(IEndpointRouteBuilder routes);
}
