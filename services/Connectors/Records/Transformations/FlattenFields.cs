using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>
/// Brings all plain values to the top. A field keeps its own name; the path to it becomes the name where the own one is taken, and from
/// the first list on. Objects and lists without anything in them disappear.
/// </summary>
internal sealed record FlattenFields(bool FlattenLists) : ITransformation
{
    public static FlattenFields Compile(Component c) => new(!c.Has("flatten_lists") || c.Flag("flatten_lists"));

    public void Apply(RecordObject record, Scope scope)
    {
        var flat = new RecordObject();
        var withParent = false;
        var left = new Stack<(string Name, RecordObject.Member Member)>();
        Push(left, record, "_", flat, withParent);
        while (left.TryPop(out var next))
        {
            // What is taken last goes on first: the order of the reference, on which the names depend.
            switch (Container(next.Member))
            {
                case RecordObject map:
                    Push(left, map, next.Name, flat, withParent);
                    break;
                case RecordList list when FlattenLists:
                    withParent |= list.Count > 0;
                    for (var i = 0; i < list.Count; i++)
                        left.Push(($"{next.Name}.{i.ToString(CultureInfo.InvariantCulture)}", Item(list, i)));
                    break;
                default:
                    flat.Set(next.Name, next.Member.Unnamed);
                    break;
            }
        }

        record.Replace(flat);
    }

    private static void Push(Stack<(string, RecordObject.Member)> left, RecordObject map, string parent, RecordObject flat, bool withParent)
    {
        var members = map.Members(settled: true);
        for (var i = 0; i < members.Length; i++)
        {
            var name = map.NameOf(i);
            left.Push((withParent || flat.ContainsKey(name) ? $"{parent}.{name}" : name, members[i]));
        }
    }

    private static RecordObject.Member Item(RecordList list, int index) =>
        list.SliceOf(index) is { Source: not null } slice ? new() { Slice = slice } : new() { Value = list[index], IsBuilt = true };

    private static object? Container(RecordObject.Member member) =>
        member.IsBuilt ? member.Value : member.Slice.IsContainer ? member.Slice.Read() : null;
}
