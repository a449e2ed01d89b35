using System.ComponentModel.DataAnnotations;

namespace ControlPlane.ServiceDefaults;

/// <summary>The settings that every service shares, in the section <c>ControlPlane</c>.</summary>
public sealed class ControlPlaneOptions
{
    public const string Section = "ControlPlane";

    /// <summary>Connection string of the control database, as a role that owns it and is not a superuser.</summary>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>Connection string of the warehouse server, as a role that may create databases and roles. For services that use the warehouse.</summary>
    public string Warehouse { get; set; } = "";

    /// <summary>The lake's root folder. For services that use the lake.</summary>
    public string Lake { get; set; } = "";

    /// <summary>The folder that holds one folder per blueprint. For services that read blueprints.</summary>
    public string Blueprints { get; set; } = "";

    /// <summary>The folder of manifests that every blueprint can name. Default: <c>connectors</c> beside <see cref="Blueprints"/>.</summary>
    public string? Connectors { get; set; }

    /// <summary>Where manifests are looked for, in this order: a blueprint's own goes before the one that is there for all.</summary>
    public IReadOnlyList<string> ConnectorFolders(string blueprint) =>
        [Path.Combine(Blueprints, blueprint, "connectors"), Connectors ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Blueprints)) ?? "", "connectors")];

    /// <summary>Base64 of the 32-byte key that secrets are encrypted under. Either this or <see cref="MasterKeyFile"/>.</summary>
    public string? MasterKey { get; set; }

    /// <summary>A file that holds the key; made on first start when missing.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>The bearer token of the operator, who may do everything. At least 32 characters.</summary>
    [Required, MinLength(32, ErrorMessage = "ControlPlane:OperatorToken must have at least 32 characters.")]
    public string OperatorToken { get; set; } = "";

    /// <summary>True when no other process uses this database: work that a dead process held is then taken over at once. Default false.</summary>
    public bool SoleOwner { get; set; }
}
