using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Projects;

/// <summary>One file of a project, read when it is first asked for.</summary>
/// <param name="SearchPath">The path of the project it was found under: <c>models</c>.</param>
/// <param name="RelativePath">Below <paramref name="SearchPath"/>, with forward slashes.</param>
public sealed record ProjectFile(Project Project, string SearchPath, string RelativePath, string FullPath)
{
    /// <summary>The largest file whose content is hashed; larger seeds are known by their path.</summary>
    public const long LargestHashed = 1 << 20;

    private string? _text;

    public string Package => Project.Name;

    /// <summary>Relative to the package's folder: <c>models/staging/a.sql</c>.</summary>
    public string OriginalFilePath => SearchPath.Length == 0 ? RelativePath : $"{SearchPath}/{RelativePath}";

    /// <summary><c>package://models/staging/a.sql</c></summary>
    public string Id => $"{Package}://{OriginalFilePath}";

    /// <summary>The file's name without its folders and ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(RelativePath);

    public long Length => new FileInfo(FullPath).Length;

    /// <summary>Without blanks and line ends at either end.</summary>
    public string Text => _text ??= Trimmed(File.ReadAllBytes(FullPath));

    /// <summary>Of a seed: the hash of its text, or the path of a large one.</summary>
    public Checksum SeedChecksum => Length > LargestHashed ? new Checksum("path", OriginalFilePath) : Hash(Text);

    public static Checksum Hash(string text) => new("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    private static string Trimmed(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start])) start++;
        while (end > start && IsBlank(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary>What Python's <c>strip</c> takes off.</summary>
    private static bool IsBlank(char each) => char.IsWhiteSpace(each) || each is >= '\x1c' and <= '\x1f';
}
