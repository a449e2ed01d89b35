using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Cli;

/// <summary>Reads the files that a command is given.</summary>
internal static class InputFiles
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="what">What the file is, for errors: config.</param>
    /// <exception cref="CommandException">The file is not there or cannot be read.</exception>
    public static string ReadText(FileInfo file, string what)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"there is no {what} file {file}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the {what} file {file} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="CommandException">The file is not there or holds no JSON.</exception>
    public static JsonNode? ReadJson(FileInfo file, string what)
    {
        var text = ReadText(file, what);
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text, null, Lenient);
        }
        catch (JsonException e)
        {
            // The exception's own message may quote the file, and a config holds secrets.
            throw new CommandException($"the {what} file {file} is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    /// <exception cref="CommandException">The file is not there or holds no JSON object.</exception>
    public static JsonObject ReadObject(FileInfo file, string what) =>
        ReadJson(file, what) as JsonObject ?? throw new CommandException($"the {what} file {file} must hold a JSON object");
}
