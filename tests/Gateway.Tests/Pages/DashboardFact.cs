using Xunit;

namespace Sssaham.Gateway.Tests.Pages;

/// <summary>A test of pages in a real browser; left out, with the reason, where there is no Chromium or the dashboard was not built.</summary>
internal sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute() => Skip = Chromium.Missing ?? (DashboardHost.IsBuilt ? null : "The dashboard was not built: npm is missing.");
}

/// <summary>A test with cases of pages in a real browser.</summary>
internal sealed class DashboardTheoryAttribute : TheoryAttribute
{
    public DashboardTheoryAttribute() => Skip = Chromium.Missing ?? (DashboardHost.IsBuilt ? null : "The dashboard was not built: npm is missing.");
}
