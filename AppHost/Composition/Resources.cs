namespace ControlPlane.AppHost.Composition;

/// <summary>Where everything is. What a service does not need, it is not told.</summary>
/// <param name="Control">Connection string of the control database.</param>
/// <param name="Warehouse">Connection string of the warehouse administrator.</param>
/// <param name="Lake">Root folder.</param>
/// <param name="Blueprints">Root folder.</param>
/// <param name="Broker">Null: in-memory messages, all services in one process.</param>
internal sealed record Resources(string Control, string Warehouse, string Lake, string Blueprints, string MasterKeyFile, string OperatorToken, Uri? Broker = null)
{
    /// <summary>The settings of one service, as <c>Section:Key</c>; as environment variables the colon becomes <c>__</c>.</summary>
    public Dictionary<string, string?> SettingsOf(Service service)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ControlPlane:Database"] = Control,
            ["ControlPlane:MasterKeyFile"] = MasterKeyFile,
            ["ControlPlane:OperatorToken"] = OperatorToken,
        };
        if (service.Needs.HasFlag(Needs.Warehouse)) settings["ControlPlane:Warehouse"] = Warehouse;
        if (service.Needs.HasFlag(Needs.Lake)) settings["ControlPlane:Lake"] = Lake;
        if (service.Needs.HasFlag(Needs.Blueprints)) settings["ControlPlane:Blueprints"] = Blueprints;
        if (Broker is null) return settings;
        settings["Messaging:Transport"] = "RabbitMq";
        settings["Messaging:RabbitMq"] = Broker.ToString();
        return settings;
    }
}
