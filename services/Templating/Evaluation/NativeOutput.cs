using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Keeps what is written as values, so that a single one need not become text.</summary>
internal sealed class NativeOutput(Run run) : Output(run)
{
    private readonly List<object?> _parts = [];

    public override void Write(string text)
    {
        if (text.Length > 0)
            _parts.Add(text);
    }

    public override void WriteValue(object? value) => _parts.Add(value);

    /// <param name="isConstant">The single expression reads no name; the reference turns those into text before rendering.</param>
    public object? Value(bool isConstant) => _parts switch
    {
        [] => "",
        [MarkedText marked] => marked.Read(),
        [var single] => isConstant ? PythonText.Str(single) : single,
        _ => string.Concat(_parts.Select(PythonText.Str)),
    };
}
