using System.Collections.Frozen;
using System.Numerics;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

internal static class NumberMethods
{
    public static FrozenDictionary<string, Method> All { get; } = new Dictionary<string, Method>
    {
        ["is_integer"] = (self, _) => self is long || (self is double number && double.IsFinite(number) && Math.Floor(number) == number),
        ["bit_length"] = (self, _) => (long)BigInteger.Abs(Numbers.ToBig(self)).GetBitLength(),
        ["conjugate"] = (self, _) => self,
    }.ToFrozenDictionary();
}
