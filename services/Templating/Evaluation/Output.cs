using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>Collects what a template writes, within its limit.</summary>
internal class Output(Run run)
{
    private const int KeptCharacters = 4096;

    /// <summary>The builder that the last output of this thread is done with: outputs are many and small.</summary>
    [ThreadStatic]
    private static StringBuilder? _spare;

    private StringBuilder? _text;

    public virtual void Write(string text)
    {
        run.CountOutput(text.Length);
        if (_text is null) (_text, _spare) = (_spare ?? new StringBuilder(256), null);
        _text.Append(text);
    }

    /// <summary>What an expression gave.</summary>
    public virtual void WriteValue(object? value) => Write(PythonText.Str(value));

    /// <summary>All that was written. Nothing more is.</summary>
    public string TakeText()
    {
        if (_text is null) return "";
        var text = _text.ToString();
        if (_text.Capacity <= KeptCharacters) _spare = _text.Clear();
        _text = null;
        return text;
    }
}
