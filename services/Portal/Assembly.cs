using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ControlPlane.Portal.Tests")]
