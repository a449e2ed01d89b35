namespace ControlPlane.ServiceDefaults.Messaging;

/// <summary>How services talk to each other, in the section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>Default: in memory, which needs all services in one process.</summary>
    public Transport Transport { get; set; } = Transport.InMemory;

    /// <summary><c>amqp://user:password@host:port/vhost</c>; required with <see cref="Transport.RabbitMq"/>.</summary>
    public Uri? RabbitMq { get; set; }
}

public enum Transport { InMemory, RabbitMq }
