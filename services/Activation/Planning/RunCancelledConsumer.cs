using ControlPlane.Contracts.Ingestion;
using MassTransit;

namespace ControlPlane.Activation.Planning;

internal sealed class RunCancelledConsumer(PlanStore plans) : IConsumer<RunCancelled>
{
    public Task Consume(ConsumeContext<RunCancelled> context) => plans.KeepCancelledAsync(context.Message, context.CancellationToken);
}
