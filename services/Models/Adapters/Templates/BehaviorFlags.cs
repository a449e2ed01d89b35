using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary><c>adapter.behavior</c>: ways of the reference that projects may turn on; here none is left to choose.</summary>
internal sealed class BehaviorFlags : ITemplateObject
{
    private static readonly HashSet<string> On = new(StringComparer.Ordinal) { "postgres_skip_autocommit_transaction_statements" };

    public static BehaviorFlags Instance { get; } = new();

    public bool TryGetMember(string name, out object? value)
    {
        value = new Flag(On.Contains(name));
        return true;
    }

    private sealed class Flag(bool isOn) : ITemplateObject
    {
        public bool IsTrue => isOn;

        public bool TryGetMember(string name, out object? value)
        {
            value = name is "setting" or "no_warn" ? isOn : null;
            return value is not null;
        }

        public override string ToString() => isOn ? "True" : "False";
    }
}
