using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sssaham.GrainInterfaces.Market;
using Sssaham.Grains.Execution;
using Sssaham.Grains.Flow;
using Sssaham.Grains.Market;
using Sssaham.Grains.Operations;
using Sssaham.Grains.Notifications;
using Sssaham.Grains.Scoring;

namespace Sssaham.Silo.Hosting;

/// <summary>Metrics, traces and logs of ours, of Orleans, Npgsql, ASP.NET Core and the runtime, sent by OTLP when an endpoint is configured.</summary>
public static class Telemetry
{
    private static readonly string[] Meters =
    [
        MarketMetrics.MeterName,
        FlowTelemetry.Name,
        NotificationTelemetry.Name,
        ScoringTelemetry.Name,
        ExecutionMetrics.MeterName,
        OperationsMetrics.MeterName,
        "Microsoft.Orleans",
        "Npgsql",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting",
        "System.Runtime",
    ];

    private static readonly string[] Sources =
    [
        MarketTraces.SourceName,
        FlowTelemetry.Name,
        ScoringTelemetry.Name,
        ExecutionTraces.SourceName,
        "Microsoft.Orleans.Application",
        "Microsoft.AspNetCore",
    ];

    /// <summary>Whether anything is sent anywhere.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <returns>True when an endpoint is set.</returns>
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>Adds telemetry; without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> nothing is collected and nothing sent.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">What the service is called, unless <c>OTEL_SERVICE_NAME</c> names it.</param>
    /// <returns>The host.</returns>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        if (!IsOn(builder.Configuration)) return builder;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                resource.AddService(service, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString());
                // After ours, so that what the operator says counts.
                resource.AddEnvironmentVariableDetector();
            })
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithTracing(traces =>
            {
                traces.AddSource(Sources);
                // A sampler that is set here would win over the operator's.
                if (string.IsNullOrEmpty(builder.Configuration["OTEL_TRACES_SAMPLER"])) traces.SetSampler(new ParentBasedSampler(new TraceRoots()));
            })
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
        return builder;
    }
}
