/** What containers of ours are told: compared with the service itself, whose code reads these settings and these arguments. */
import { expand, givenEnvironment, JOB_INDEX, wholeEnvironment } from '../environment.ts';
import { at, type Finding, type Rule } from '../finding.ts';
import type { Manifest } from '../objects.ts';
import { type OwnContainer, ownContainersOf, podPath } from '../workloads.ts';
import type { ServedSettings, ServiceFacts } from '../service-facts.ts';

/** Read by Node or by libraries, and not settings of ours. */
const FOREIGN_NAMES = new Set(['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TZ']);

function environmentOf(
  { container, workload }: OwnContainer,
  manifests: readonly Manifest[],
): Readonly<Record<string, string>> {
  return givenEnvironment(container, workload.manifest, manifests);
}

const settingsKnown: Rule = {
  name: 'setting-known',
  *check(manifests, { settingNames }) {
    for (const own of ownContainersOf(manifests)) {
      if (own.container.envFrom?.some(({ secretRef }) => secretRef !== undefined) === true) {
        yield at(
          own.workload.manifest,
          `${own.path}.envFrom`,
          'settings from a Secret one by one: of a whole one nobody can tell what it sets',
        );
      }
      for (const name of Object.keys(environmentOf(own, manifests))) {
        if (settingNames.has(name) || FOREIGN_NAMES.has(name)) continue;
        yield at(own.workload.manifest, `${own.path}.env[${name}]`, 'a setting of the service (docs/configuration.md)');
      }
    }
  },
};

const settingsTaken: Rule = {
  name: 'settings-taken',
  *check(manifests, service) {
    for (const own of serversIn(manifests)) {
      for (const line of service.mistakesIn(wholeEnvironment(environmentOf(own, manifests)))) {
        yield at(own.workload.manifest, `${own.path}.env`, `settings that the service takes; it would say ${line}`);
      }
    }
  },
};

const commands: Rule = {
  name: 'command-line',
  async *check(manifests, service) {
    for (const { container, path, workload } of ownContainersOf(manifests)) {
      const { command = ['iinspect'], args = ['serve'] } = container;
      const [program = '', ...before] = command;
      if (!['iinspect', '/usr/local/bin/iinspect', '/app/iinspect.js'].includes(program))
        yield at(workload.manifest, `${path}.command`, 'iinspect, or nothing: the image has no other program');
      const words = [...before, ...args].map((word) => expand(word, { [JOB_INDEX]: '0' }));
      if (!(await service.takes(words)))
        yield at(workload.manifest, `${path}.args`, 'arguments that the command line takes');
    }
  },
};

function serversIn(manifests: readonly Manifest[]): readonly OwnContainer[] {
  return ownContainersOf(manifests).filter(({ container: { args = ['serve'] } }) => args[0] === 'serve');
}

interface Server extends OwnContainer {
  readonly settings: ServedSettings;
  readonly socket: string | null;
}

/** Those whose settings are taken; the others are found by `settings-taken`. */
export function settledServers(manifests: readonly Manifest[], service: ServiceFacts): readonly Server[] {
  return serversIn(manifests).flatMap((own) => {
    const environment = wholeEnvironment(environmentOf(own, manifests));
    if (service.mistakesIn(environment).length > 0) return [];
    const { LISTEN: listen = '' } = environment;
    return [
      {
        ...own,
        settings: service.settingsFrom(environment),
        socket: listen.startsWith('unix:') ? listen.slice('unix:'.length) : null,
      },
    ];
  });
}

const grace: Rule = {
  name: 'grace-period',
  *check(manifests, service) {
    for (const { container, settings, workload } of settledServers(manifests, service)) {
      const preStopMs = (container.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000;
      const neededMs = preStopMs + settings.shutdownDrainMs + settings.shutdownGraceMs;
      const { terminationGracePeriodSeconds: givenS = 30 } = workload.spec;
      if (givenS * 1000 <= neededMs) {
        yield at(
          workload.manifest,
          `${podPath(workload)}.terminationGracePeriodSeconds`,
          `more than the ${neededMs / 1000} s of preStop, SHUTDOWN_DRAIN_MS and SHUTDOWN_GRACE_MS: the last streams would end without their summary`,
        );
      }
    }
  },
};

/** Endpoint removal and SIGTERM race: without a pause, requests still come to a pod that has stopped listening. */
const pause: Rule = {
  name: 'pre-stop',
  *check(manifests, service) {
    for (const { container, path, role, workload } of settledServers(manifests, service)) {
      if (role === 'main' && container.lifecycle?.preStop?.sleep === undefined)
        yield at(workload.manifest, `${path}.lifecycle.preStop.sleep`, 'a pause while the pod leaves the endpoints');
    }
  },
};

/** By `src/health/health.controller.ts`; a test asks it. */
export const PROBE_PATHS = {
  startupProbe: ['/livez', '/startupz'],
  livenessProbe: ['/livez'],
  readinessProbe: ['/readyz'],
} as const;

const probed: Rule = {
  name: 'probe-of-service',
  *check(manifests, service) {
    for (const { container, path, role, workload } of settledServers(manifests, service)) {
      for (const [name, paths] of Object.entries(PROBE_PATHS)) {
        const probe = container[name as keyof typeof PROBE_PATHS];
        const isNeeded = name !== 'readinessProbe' || role === 'main';
        if (probe === undefined && isNeeded) yield at(workload.manifest, `${path}.${name}`, 'a probe');
        if (probe === undefined) continue;
        const { path: asked = '', port, scheme = 'HTTP' } = probe.httpGet ?? {};
        if (!(paths as readonly string[]).includes(asked))
          yield at(workload.manifest, `${path}.${name}.httpGet.path`, paths.join(' or '));
        if (port !== 'management') yield at(workload.manifest, `${path}.${name}.httpGet.port`, 'management');
        if (scheme !== 'HTTP')
          yield at(workload.manifest, `${path}.${name}.httpGet.scheme`, 'HTTP: the management port speaks no TLS');
      }
    }
  },
};

/** A pod has one address, which nobody knows beforehand. */
const ALL_ADDRESSES = ['0.0.0.0', '::'];

const ports: Rule = {
  name: 'port-as-configured',
  *check(manifests, service) {
    for (const server of settledServers(manifests, service)) {
      yield* portFindings(server, 'management', {
        host: server.settings.managementHost,
        port: server.settings.managementPort,
      });
      if (server.socket === null) yield* portFindings(server, 'http', server.settings);
      else if (server.container.ports?.some(({ name }) => name === 'http') === true)
        yield at(server.workload.manifest, `${server.path}.ports[http]`, 'no such port: LISTEN is a socket');
    }
  },
};

function* portFindings(
  { container, path, workload }: OwnContainer,
  name: string,
  { host, port }: { readonly host: string; readonly port: number },
): Iterable<Finding> {
  const declared = (container.ports ?? []).find((each) => each.name === name);
  if (declared?.containerPort !== port)
    yield at(workload.manifest, `${path}.ports[${name}].containerPort`, `${port}, where the service listens`);
  const setting = name === 'http' ? 'HOST' : 'MANAGEMENT_HOST';
  if (!ALL_ADDRESSES.includes(host))
    yield at(workload.manifest, `${path}.env[${setting}]`, `${ALL_ADDRESSES.join(' or ')}, or nobody reaches it`);
}

export const SERVING_RULES: readonly Rule[] = [settingsKnown, settingsTaken, commands, grace, pause, probed, ports];
