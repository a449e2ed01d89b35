using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

internal sealed record AddFields(IReadOnlyList<AddedField> Fields, Interpolated? Condition) : ITransformation
{
    public static AddFields Compile(Component c) => new(c.Children("fields", AddedField.Kinds), c.Template("condition"));

    public void Apply(RecordObject record, Scope scope)
    {
        foreach (var field in Fields)
        {
            var value = field.Value.EvaluateAs(scope, field.Accepts);
            if (Condition is { Text.Length: > 0 } && !Condition.Test(WithValue(scope, field, value))) continue;
            Set(record, field, scope, value);
        }
    }

    private static Scope WithValue(Scope scope, AddedField field, object? value) =>
        scope.With("value", value).With("property", value).With("path", field.Path.Select(p => (object?)p.Text).ToList());

    private static void Set(RecordObject record, AddedField field, Scope scope, object? value)
    {
        var target = record;
        for (var i = 0; i < field.Path.Count - 1; i++)
        {
            var name = field.Path[i].Render(scope);
            if (!target.TryGetValue(name, out var next)) target[name] = next = new RecordObject();
            if (next is RecordList list && i + 1 < field.Path.Count)
            {
                if (SetInList(list, field, i + 1, scope, value, out target)) return;
                i++;
                continue;
            }

            target = next as RecordObject ?? throw new ConnectorException(
                ConnectorFaultKind.Configuration,
                $"{field.Value.Path}: the field {string.Join('.', field.Path.Select(p => p.Text))} cannot be added: '{name}' holds a value of its own");
        }

        target[field.Path[^1].Render(scope)] = value;
    }

    /// <summary>The next part of the path is an index. True when it was the last one.</summary>
    private static bool SetInList(RecordList list, AddedField field, int at, Scope scope, object? value, out RecordObject target)
    {
        target = null!;
        var index = field.Path[at].Render(scope);
        if (!int.TryParse(index, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < 0 || number >= list.Count)
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{field.Value.Path}: the list has no place '{index}' for the field");
        if (at == field.Path.Count - 1)
        {
            list.Set(number, value);
            return true;
        }

        target = list[number] as RecordObject ?? throw new ConnectorException(
            ConnectorFaultKind.Configuration, $"{field.Value.Path}: item {index} of the list is no object that a field could be added to");
        return false;
    }
}
