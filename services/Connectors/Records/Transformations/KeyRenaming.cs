using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>Gives the members of an object, and of objects within it (but not within its lists), other names.</summary>
internal static class KeyRenaming
{
    public static void Apply(RecordObject record, Func<string, string> rename, bool nested) => record.Replace(Renamed(record, rename, nested));

    private static RecordObject Renamed(RecordObject record, Func<string, string> rename, bool nested)
    {
        var renamed = new RecordObject();
        var members = record.Members(settled: true);
        for (var i = 0; i < members.Length; i++)
        {
            var member = members[i].Unnamed;
            if (nested && record.ValueOf(i) is RecordObject inner) member = new() { Value = Renamed(inner, rename, nested), IsBuilt = true };
            renamed.Set(rename(record.NameOf(i)), member);
        }

        return renamed;
    }
}
