namespace ControlPlane.Templating;

/// <summary>
/// An object that templates use through exactly the members it names; nothing of its .NET type is reachable. It prints as its
/// <see cref="object.ToString"/>. When it also implements <c>IEnumerable&lt;object?&gt;</c> it can be iterated.
/// </summary>
public interface ITemplateObject
{
    /// <summary>What <c>object.name</c> gives: a value, or a <see cref="TemplateFunction"/> for a method. False when there is no such member.</summary>
    bool TryGetMember(string name, out object? value);

    /// <summary>What <c>object[key]</c> gives; by default the member of that name.</summary>
    bool TryGetItem(object? key, out object? value)
    {
        value = null;
        return key is string name && TryGetMember(name, out value);
    }

    /// <summary>What <c>object(arguments)</c> gives.</summary>
    /// <exception cref="TemplateException">By default: the object cannot be called.</exception>
    object? Call(TemplateArguments arguments) => throw new TemplateException("this object cannot be called", TemplateErrorKind.Type);

    /// <summary>Whether <see cref="Call"/> is meant to be used (<c>is callable</c>).</summary>
    bool IsCallable => false;

    /// <summary>Whether it passes for a dictionary (<c>is mapping</c>).</summary>
    bool IsMapping => false;

    /// <summary>What <c>if object</c> decides.</summary>
    bool IsTrue => true;
}
