using ControlPlane.Models.Adapters;

namespace ControlPlane.Transformation.Lineage;

/// <summary>Stands where a session would: what is answered from what is known anyway is answered, and whatever needs the warehouse fails.</summary>
internal sealed class NoConnection : IAdapterConnection
{
    public string Name => "lineage";

    public bool InTransaction => false;

    public string? Comment { get; set; }

    private static AdapterException Asked => new("its text asks the warehouse.");

    public (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null) => throw Asked;

    public long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows) => throw Asked;

    public IReadOnlyList<string> TakeCascades() => [];

    public void Begin() => throw Asked;

    public void Commit() => throw Asked;

    public void Rollback()
    {
    }

    public void Cancel()
    {
    }

    public void Dispose()
    {
    }
}
