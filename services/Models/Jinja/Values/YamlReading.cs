using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>fromyaml</c></summary>
internal static class YamlReading
{
    /// <exception cref="FormatException">The text is not YAML.</exception>
    public static object? Read(string text)
    {
        var errors = new ProjectErrors();
        var value = YamlFile.Read("fromyaml", text, errors);
        try
        {
            errors.ThrowIfAny("fromyaml");
        }
        catch (ProjectInvalidException invalid)
        {
            throw new FormatException(invalid.Errors[0].Message, invalid);
        }

        return value;
    }
}
