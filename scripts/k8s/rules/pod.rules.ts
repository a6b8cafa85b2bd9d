/**
 * What the apiserver refuses in a pod although the schema allows it.
 * Source: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go
 */
import { at, type Rule } from '../finding.ts';
import type { Handler, Probe } from '../objects.ts';
import { containersOf, podPath, workloadsOf } from '../workloads.ts';
import { quantityOf } from '../quantity.ts';
import { containerRule, repeated } from './container-rule.ts';
import { DNS_LABEL } from './syntax.rules.ts';

/** Source: RFC 6335 §5.1, at most 15 characters; a letter, no doubled and no outer `-`. */
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** Kubernetes takes more than the shell does; we want what both take. */
const ENVIRONMENT_NAME = /^[A-Za-z_]\w*$/;
const PORT_MAX = 65_535;

const containerNames: Rule = {
  name: 'container-name',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const names = containersOf(workload).map(({ container }) => container.name);
      for (const { container, path } of containersOf(workload)) {
        if (!DNS_LABEL.test(container.name)) yield at(workload.manifest, path, 'a name of small letters, digits and -');
      }
      for (const twice of repeated(names)) {
        yield at(workload.manifest, podPath(workload), `one container ${twice}, among init containers too`);
      }
    }
  },
};

const portNames: Rule = {
  name: 'port-name',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const ports = containersOf(workload).flatMap(({ container, path }) =>
        (container.ports ?? []).map((port) => ({ ...port, path })),
      );
      for (const { name, containerPort, path } of ports) {
        if (name !== undefined && !PORT_NAME.test(name))
          yield at(
            workload.manifest,
            `${path}.ports[${name}]`,
            'a name of at most 15 small letters, digits and -, with a letter',
          );
        if (containerPort < 1 || containerPort > PORT_MAX)
          yield at(workload.manifest, `${path}.ports[${name ?? containerPort}]`, 'a port from 1 to 65535');
      }
      const names = ports.flatMap(({ name }) => name ?? []);
      for (const twice of repeated(names))
        yield at(
          workload.manifest,
          podPath(workload),
          `one port ${twice} in a pod: whoever goes there by name finds the first`,
        );
      for (const twice of repeated(
        ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`),
      )) {
        yield at(
          workload.manifest,
          podPath(workload),
          `one container on port ${twice}: containers of a pod share its address`,
        );
      }
    }
  },
};

const probes = containerRule('probe', function* ({ container, role }) {
  for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
    const probe = container[kind];
    if (probe === undefined) continue;
    if (role === 'init') yield [kind, 'no probe: an init container that is no sidecar comes to an end by itself'];
    if (handlersOf(probe) !== 1) yield [kind, 'exactly one of httpGet, tcpSocket, grpc and exec'];
    if (kind !== 'readinessProbe' && (probe.successThreshold ?? 1) !== 1) yield [`${kind}.successThreshold`, '1'];
    for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const) {
      if ((probe[field] ?? 1) < 1) yield [`${kind}.${field}`, '1 or more'];
    }
  }
});

function handlersOf(handler: Handler | Probe): number {
  return [handler.httpGet, handler.tcpSocket, handler.grpc, handler.exec, handler.sleep].filter(Boolean).length;
}

const lifecycles = containerRule('lifecycle', function* ({ container, role }, { spec }) {
  const { preStop, postStart } = container.lifecycle ?? {};
  if (container.lifecycle !== undefined && role === 'init')
    yield ['lifecycle', 'nothing: an init container that is no sidecar has none'];
  for (const [name, handler] of Object.entries({ preStop, postStart })) {
    if (handler !== undefined && handlersOf(handler) !== 1)
      yield [`lifecycle.${name}`, 'exactly one of sleep, httpGet, tcpSocket and exec'];
  }
  const graceS = spec.terminationGracePeriodSeconds ?? 30;
  if ((preStop?.sleep?.seconds ?? 0) > graceS)
    yield ['lifecycle.preStop.sleep.seconds', `no more than terminationGracePeriodSeconds, ${graceS}`];
});

const environments = containerRule('environment-syntax', function* ({ container: { env = [] } }) {
  for (const { name, value, valueFrom } of env) {
    if (!ENVIRONMENT_NAME.test(name))
      yield [`env[${name}]`, 'a name of letters, digits and _, not beginning with a digit'];
    if (value !== undefined && valueFrom !== undefined) yield [`env[${name}]`, 'value or valueFrom, not both'];
    if (valueFrom !== undefined && Object.keys(valueFrom).length !== 1)
      yield [`env[${name}].valueFrom`, 'exactly one source'];
  }
  for (const twice of repeated(env.map(({ name }) => name)))
    yield [`env[${twice}]`, 'one value: the later would win without a word'];
});

const amounts = containerRule('request-within-limit', function* ({ container: { resources = {} } }) {
  for (const [name, limit] of Object.entries(resources.limits ?? {})) {
    const requested = resources.requests?.[name];
    if ((quantityOf(requested) ?? 0) > (quantityOf(limit) ?? Infinity))
      yield [`resources.requests.${name}`, `no more than the limit, ${limit}`];
  }
});

const sidecars = containerRule('restart-policy', function* ({ container, path }) {
  const { restartPolicy } = container;
  if (restartPolicy === undefined) return;
  if (!path.includes('.initContainers[') || restartPolicy !== 'Always') {
    yield ['restartPolicy', 'Always, in initContainers only: that is what makes a sidecar'];
  }
});

const images = containerRule('image-there', function* ({ container: { image = '' } }) {
  if (image === '' || image !== image.trim()) yield ['image', 'a name of an image'];
});

export const POD_RULES: readonly Rule[] = [
  containerNames,
  portNames,
  probes,
  lifecycles,
  environments,
  amounts,
  sidecars,
  images,
];
