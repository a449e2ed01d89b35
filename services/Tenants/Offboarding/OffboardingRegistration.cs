namespace ControlPlane.Tenants.Offboarding;

internal static class OffboardingRegistration
{
    /// <summary>In the order in which they are done: first what could start something new, last what is needed to do the rest.</summary>
    public static void AddOffboarding(this IServiceCollection services)
    {
        services.AddSingleton<IOffboardingStep, StopWork>();
        services.AddSingleton<IOffboardingStep, RemoveApiKeys>();
        services.AddSingleton<IOffboardingStep, EndSessions>();
        services.AddSingleton<IOffboardingStep, DropDatabase>();
        services.AddSingleton<IOffboardingStep, DropRoles>();
        services.AddSingleton<IOffboardingStep, DeleteLakePrefixes>();
        services.AddSingleton<IOffboardingStep, RemoveSecrets>();
        services.AddSingleton<IOffboardingStep, RemoveControlRows>();
        services.AddSingleton<OffboardingSequence>();
    }
}
