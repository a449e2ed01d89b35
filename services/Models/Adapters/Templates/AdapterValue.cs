using System.Collections.Frozen;
using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What templates see as <c>adapter</c>. Without a connection, as while a project is parsed, what would ask the engine gives an empty answer.</summary>
public sealed class AdapterValue(IAdapter adapter, IAdapterConnection? connection, IMacroCaller macros) : ITemplateObject
{
    private static readonly FrozenDictionary<string, AdapterMethod> Methods = new[]
    {
        ExecutionMethods.All, RelationQueries.All, SchemaMethods.All, ColumnMethods.All, NameMethods.All, ConstraintMethods.All, SnapshotMethods.All, StrategyMethods.All,
    }.SelectMany(methods => methods).ToFrozenDictionary(StringComparer.Ordinal);

    public IAdapter Adapter => adapter;

    public IMacroCaller Macros => macros;

    /// <summary>What drops of relations took with them and nobody has asked for yet.</summary>
    internal List<string> Cascades { get; } = [];

    /// <summary>False while a project is parsed.</summary>
    public bool IsConnected => connection is not null;

    public IAdapterConnection Connection => connection ?? throw new TemplateException("The engine cannot be asked while the project is parsed; put what asks it inside of {% if execute %}");

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "Relation" => new RelationFactory(adapter),
            "Column" => new ColumnFactory(adapter.Traits.ColumnTypes),
            "behavior" => BehaviorFlags.Instance,
            _ => Method(name),
        };
        return value is not null;
    }

    public override string ToString() => adapter.Traits.Type;

    private TemplateFunction? Method(string name) => adapter.Methods.TryGetValue(name, out var own) || Methods.TryGetValue(name, out own) ? arguments => own(this, arguments) : null;
}
