using System.Text;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Collects what a template writes, within its limit.</summary>
internal sealed class Output(Run run)
{
    private readonly StringBuilder _text = new();

    public void Write(string text)
    {
        run.CountOutput(text.Length);
        _text.Append(text);
    }

    public override string ToString() => _text.ToString();
}
