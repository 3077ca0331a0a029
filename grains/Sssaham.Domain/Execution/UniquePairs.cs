namespace Sssaham.Domain.Execution;

/// <summary>Pairs off two groups of one size, when there is exactly one way to do so.</summary>
internal static class UniquePairs
{
    /// <summary>Finds the only way to give each of the left one of the right, all of them.</summary>
    /// <param name="count">How many there are on either side.</param>
    /// <param name="fits">Whether a left and a right one may be a pair, by their indexes.</param>
    /// <returns>The right one of each left one; null when there is no way, or more than one.</returns>
    public static int[]? Find(int count, Func<int, int, bool> fits)
    {
        var allowed = new bool[count, count];
        for (var left = 0; left < count; left++)
        {
            for (var right = 0; right < count; right++) allowed[left, right] = fits(left, right);
        }

        if (Pair(count, allowed) is not { } only) return null;
        for (var left = 0; left < count; left++)
        {
            // Another way leaves out one of these pairs at least.
            allowed[left, only[left]] = false;
            if (Pair(count, allowed) is not null) return null;
            allowed[left, only[left]] = true;
        }

        return only;
    }

    /// <summary>Augmenting paths (H. W. Kuhn, 1955).</summary>
    private static int[]? Pair(int count, bool[,] allowed)
    {
        var leftOf = new int[count];
        Array.Fill(leftOf, -1);
        for (var left = 0; left < count; left++)
        {
            if (!Place(left, allowed, leftOf, new bool[count])) return null;
        }

        var rightOf = new int[count];
        for (var right = 0; right < count; right++) rightOf[leftOf[right]] = right;
        return rightOf;
    }

    private static bool Place(int left, bool[,] allowed, int[] leftOf, bool[] seen)
    {
        for (var right = 0; right < leftOf.Length; right++)
        {
            if (!allowed[left, right] || seen[right]) continue;
            seen[right] = true;
            if (leftOf[right] >= 0 && !Place(leftOf[right], allowed, leftOf, seen)) continue;
            leftOf[right] = left;
            return true;
        }

        return false;
    }
}
