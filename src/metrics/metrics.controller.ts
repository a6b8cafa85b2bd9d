import { Controller, Get, Header } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { prometheusContentType } from 'prom-client';
import { Metrics } from './metrics.js';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  // Scrapers ask for text; without this the HTTP adapter takes every route to answer JSON.
  @RouteConfig({ produces: ['text/plain'] })
  @Header('content-type', prometheusContentType)
  @Header('cache-control', 'no-store')
  expose(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
