import { Gauge, type Registry } from 'prom-client';

/** What there is only so much of, and what a setting gives a number. */
export const CAPACITIES = ['requests', 'streams', 'connections'] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** `heap`: what V8 lets the heap grow to. `container`: what the control group has; absent where it has no limit. */
export const MEMORIES = ['heap', 'container'] as const;
export type Memory = (typeof MEMORIES)[number];

export type CapacityLabels = { readonly of: Capacity };
export type MemoryLabels = { readonly of: Memory };

/** The metrics about how full the process is, and whether it takes requests, declared once; `Metrics` has them among its own. */
export class CapacitySeries {
  constructor(private readonly registry: Registry) {}

  readonly ready = new Gauge({
    name: 'card_ready',
    help: 'Whether /readyz says yes: 1, or 0 while the service starts, drains, or its event loop is late.',
    registers: [this.registry],
  });

  readonly used = new Gauge({
    name: 'card_capacity_used',
    help: 'Requests and streams under way and connections open on the port of the API, each of which has a limit.',
    labelNames: ['of'] as const,
    registers: [this.registry],
  });

  readonly max = new Gauge({
    name: 'card_capacity_max',
    help: 'How many requests, streams and connections there may be: REQUESTS_IN_FLIGHT_MAX, BATCH_STREAMS_MAX, MAX_CONNECTIONS.',
    labelNames: ['of'] as const,
    registers: [this.registry],
  });

  readonly memoryHeld = new Gauge({
    name: 'card_memory_held_bytes',
    help: 'Memory of the process that the kernel cannot take back: resident memory without the files mapped into it. Absent where the system does not say.',
    registers: [this.registry],
  });

  readonly memoryMax = new Gauge({
    name: 'card_memory_max_bytes',
    help: 'How large the heap of JavaScript and the memory of the container may become; absent where there is no limit.',
    labelNames: ['of'] as const,
    registers: [this.registry],
  });
}
