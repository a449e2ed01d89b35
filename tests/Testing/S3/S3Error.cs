namespace ControlPlane.Testing.S3;

/// <summary>An error as S3 words it: status and code.</summary>
public sealed class S3Error(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public string ToXml() => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{System.Security.SecurityElement.Escape(Message)}</Message><RequestId>test</RequestId></Error>";
}
