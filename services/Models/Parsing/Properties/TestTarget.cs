using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What generic tests are declared on.</summary>
internal abstract record TestTarget(PropertyFile File)
{
    /// <summary>Singular names carry it: <c>unique_orders_id</c>, <c>source_unique_raw_orders_id</c>.</summary>
    public abstract string NameInTests { get; }

    /// <summary><c>ref('orders')</c></summary>
    public abstract string Expression { get; }

    /// <summary><c>models.orders</c></summary>
    public abstract string FileKeyName { get; }

    public virtual string TestPrefix => "";
}

/// <param name="Key"><c>models</c>, <c>seeds</c> or <c>snapshots</c>.</param>
internal sealed record NodeTarget(PropertyFile File, string Key, string Name, ResourceType Type, object? Version) : TestTarget(File)
{
    public override string NameInTests => Version is null ? Name : $"{Name}_v{Templating.Values.PythonText.Str(Version)}";

    public override string Expression => Version is null ? $"ref('{Name}')" : $"ref('{Name}', version='{Templating.Values.PythonText.Str(Version)}')";

    public override string FileKeyName => $"{Key}.{Name}";
}

internal sealed record SourceTarget(PropertyFile File, string Source, string Table) : TestTarget(File)
{
    public override string NameInTests => $"{Source}_{Table}";

    public override string Expression => $"source('{Source}', '{Table}')";

    public override string FileKeyName => $"sources.{Source}";

    public override string TestPrefix => "source_";
}

/// <summary>One generic test as declared.</summary>
/// <param name="Test">A text or a mapping.</param>
/// <param name="Quoted">The test is called with the column in quotes.</param>
/// <param name="Tags">Of the column, and of the source and table.</param>
internal sealed record TestDeclaration(TestTarget Target, object? Test, int Line, string? Column, bool Quoted, IReadOnlyList<string> Tags);
