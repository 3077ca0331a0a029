namespace Sssaham.Domain.Market.Simulator;

/// <summary>
/// Exponential, logarithm and normal quantile out of additions, multiplications, divisions and square roots only. Those are exact
/// to the last bit everywhere (IEEE 754); the platform's own functions are not, and a tape must not depend on the machine.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Sqrt2 = 1.4142135623730951;

    /// <summary>e^x for |x| up to 700; about 15 digits.</summary>
    public static double Exp(double x)
    {
        var k = (int)Math.Floor((x / (Ln2High + Ln2Low)) + 0.5);
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var sum = 1.0;
        for (var i = 14; i > 0; i--) sum = 1 + (r / i * sum);
        return sum * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }

    /// <summary>Natural logarithm of a normal number above 0; about 15 digits.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > Sqrt2)
        {
            m /= 2;
            k++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); the argument stays below 0.172, so ten terms are plenty.
        var z = (m - 1) / (m + 1);
        var w = z * z;
        var sum = 1.0 / 19;
        for (var i = 17; i > 0; i -= 2) sum = (1.0 / i) + (w * sum);
        return (k * Ln2High) + ((k * Ln2Low) + (2 * z * sum));
    }

    /// <summary>Quantile of the standard normal distribution for 0 &lt; p &lt; 1, by Acklam's rational approximation (relative error 1.2e-9).</summary>
    public static double NormalQuantile(double p)
    {
        if (p > 0.5) return -NormalQuantile(1 - p);
        if (p < 0.02425)
        {
            var t = Math.Sqrt(-2 * Log(p));
            return ((((((((((-7.784894002430293e-03 * t) - 3.223964580411365e-01) * t) - 2.400758277161838) * t) - 2.549732539343734) * t)
                + 4.374664141464968) * t) + 2.938163982698783)
                / ((((((((7.784695709041462e-03 * t) + 3.224671290700398e-01) * t) + 2.445134137142996) * t) + 3.754408661907416) * t) + 1);
        }

        var q = p - 0.5;
        var r = q * q;
        return ((((((((((-3.969683028665376e+01 * r) + 2.209460984245205e+02) * r) - 2.759285104469687e+02) * r) + 1.383577518672690e+02) * r)
            - 3.066479806614716e+01) * r) + 2.506628277459239) * q
            / ((((((((((-5.447609879822406e+01 * r) + 1.615858368580409e+02) * r) - 1.556989798598866e+02) * r) + 6.680131188771972e+01) * r)
            - 1.328068155288572e+01) * r) + 1);
    }
}
