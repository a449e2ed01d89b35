using ControlPlane.Contracts.Transformation;
using MassTransit;

namespace ControlPlane.Activation.Planning;

internal sealed class ModelsPublishedConsumer(PlanStore plans) : IConsumer<ModelsPublished>
{
    public Task Consume(ConsumeContext<ModelsPublished> context) => plans.KeepPublishedAsync(context.Message, context.CancellationToken);
}
