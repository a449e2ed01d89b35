using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Collects what a template writes, within its limit.</summary>
internal class Output(Run run)
{
    private readonly StringBuilder _text = new();

    public virtual void Write(string text)
    {
        run.CountOutput(text.Length);
        _text.Append(text);
    }

    /// <summary>What an expression gave.</summary>
    public virtual void WriteValue(object? value) => Write(PythonText.Str(value));

    public override string ToString() => _text.ToString();
}
