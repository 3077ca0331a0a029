using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;

namespace Sssaham.Silo.Hosting;

/// <summary>Metrics and traces of ours, of Orleans, ASP.NET Core and the runtime, sent by OTLP when an endpoint is configured.</summary>
public static class Telemetry
{
    /// <summary>Adds telemetry; without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> nothing is collected and nothing sent.</summary>
    /// <param name="builder">The host.</param>
    /// <returns>The host.</returns>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return builder;
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(MarketMetrics.MeterName, OperationsMetrics.MeterName, ExecutionMetrics.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter())
            .WithTracing(traces => traces
                .AddSource("Microsoft.Orleans.Application", "Microsoft.AspNetCore")
                .AddOtlpExporter());
        return builder;
    }
}
