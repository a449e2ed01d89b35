using System.Globalization;

namespace ControlPlane.Cli.Models.Output;

/// <summary><c>1 of 5 START sql view model public.a .................... [RUN]</c></summary>
internal static class ProgressLine
{
    /// <param name="status">With its colour.</param>
    /// <param name="isCut">A name that is too long is cut, so that the status stays in its column.</param>
    public static string Line(this JournalStyle style, string message, string status, (int Index, int Total)? place = null, double? seconds = null, bool isCut = false)
    {
        var text = $"{(place is { } at ? $"{at.Index} of {at.Total} " : "")}{message} ".PadRight(style.Width, '.');
        if (isCut && text.Length > style.Width - 3) text = text[..(style.Width - 3)] + "...";
        return $"{text} [{status}{(seconds is { } took ? string.Create(CultureInfo.InvariantCulture, $" in {took:0.00}s") : "")}]";
    }
}
