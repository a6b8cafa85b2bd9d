/**
 * The Pod Security Standard `restricted`, control by control, for every container of every pod.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ (as of Kubernetes 1.35). Each control is a rule of its own,
 * named as the page names it.
 */
import type { Rule } from '../finding.ts';
import { control } from './pod-security-control.ts';

const hostProcess = control('host-process', function* ({ security }) {
  if (security.windowsOptions?.hostProcess === true) yield ['securityContext.windowsOptions.hostProcess', 'false'];
});

const hostNamespaces = control('host-namespaces', function* ({ placed, workload: { spec } }) {
  if (placed !== null) return;
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) if (spec[field] === true) yield [field, 'false'];
});

const privileged = control('privileged', function* ({ security }) {
  if (security.privileged === true) yield ['securityContext.privileged', 'false'];
});

/** `restricted` wants less than `baseline` here: all dropped, and nothing but one added. */
const capabilities = control('capabilities', function* ({ security, placed }) {
  if (placed === null) return;
  const { drop = [], add = [] } = security.capabilities ?? {};
  if (!drop.includes('ALL')) yield ['securityContext.capabilities.drop', 'ALL'];
  if (add.some((capability) => capability !== 'NET_BIND_SERVICE'))
    yield ['securityContext.capabilities.add', 'nothing'];
});

const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const volumeTypes = control('volume-types', function* ({ placed, workload: { spec } }) {
  if (placed !== null) return;
  for (const volume of spec.volumes ?? []) {
    const [foreign] = Object.keys(volume).filter((key) => key !== 'name' && !VOLUME_TYPES.includes(key));
    if (foreign !== undefined)
      yield [`volumes[${volume.name}].${foreign}`, `a volume of another type: ${VOLUME_TYPES.join(', ')}`];
  }
});

const hostPorts = control('host-ports', function* ({ placed }) {
  for (const { name, containerPort, hostPort = 0 } of placed?.container.ports ?? []) {
    if (hostPort !== 0) yield [`ports[${name ?? containerPort}].hostPort`, 'nothing'];
  }
});

const hostProbes = control('host-probes', function* ({ placed }) {
  if (placed === null) return;
  const { startupProbe, livenessProbe, readinessProbe, lifecycle = {} } = placed.container;
  const handlers = {
    startupProbe,
    livenessProbe,
    readinessProbe,
    'lifecycle.preStop': lifecycle.preStop,
    'lifecycle.postStart': lifecycle.postStart,
  };
  for (const [name, handler] of Object.entries(handlers)) {
    for (const action of ['httpGet', 'tcpSocket'] as const) {
      if ((handler?.[action]?.host ?? '') !== '') yield [`${name}.${action}.host`, 'nothing: the pod itself is asked'];
    }
  }
});

const appArmor = control('app-armor', function* ({ security }) {
  const { type } = security.appArmorProfile ?? {};
  if (type !== undefined && !['RuntimeDefault', 'Localhost'].includes(type))
    yield ['securityContext.appArmorProfile.type', 'RuntimeDefault or Localhost'];
});

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

const seLinux = control('se-linux', function* ({ security }) {
  const { type = '', user = '', role = '' } = security.seLinuxOptions ?? {};
  if (!SELINUX_TYPES.includes(type))
    yield [
      'securityContext.seLinuxOptions.type',
      'container_t, container_init_t, container_kvm_t or container_engine_t',
    ];
  if (user !== '' || role !== '') yield ['securityContext.seLinuxOptions', 'neither user nor role'];
});

const procMount = control('proc-mount', function* ({ security }) {
  if ((security.procMount ?? 'Default') !== 'Default') yield ['securityContext.procMount', 'Default'];
});

/** Namespaced, and without effect on other pods of the node. */
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

const sysctls = control('sysctls', function* ({ security }) {
  for (const { name } of security.sysctls ?? []) {
    if (!SYSCTLS.includes(name)) yield [`securityContext.sysctls[${name}]`, 'a sysctl that the standard calls safe'];
  }
});

const escalation = control('privilege-escalation', function* ({ security, placed }) {
  if (placed !== null && security.allowPrivilegeEscalation !== false)
    yield ['securityContext.allowPrivilegeEscalation', 'false'];
});

/** What the pod says holds for containers that say nothing; what a container says wins. */
const nonRoot = control('run-as-non-root', function* ({ security, placed, workload }) {
  const { runAsNonRoot } = security;
  if (runAsNonRoot === false) yield ['securityContext.runAsNonRoot', 'true'];
  else if (placed !== null && runAsNonRoot !== true && workload.spec.securityContext?.runAsNonRoot !== true) {
    yield ['securityContext.runAsNonRoot', 'true, here or for the pod'];
  }
});

const nonRootUser = control('run-as-user', function* ({ security }) {
  if (security.runAsUser === 0) yield ['securityContext.runAsUser', 'another user than 0, which is root'];
});

const SECCOMP = ['RuntimeDefault', 'Localhost'];

const seccomp = control('seccomp', function* ({ security, placed, workload }) {
  const own = security.seccompProfile?.type;
  const inherited = workload.spec.securityContext?.seccompProfile?.type;
  if (own !== undefined && !SECCOMP.includes(own))
    yield ['securityContext.seccompProfile.type', 'RuntimeDefault or Localhost'];
  else if (placed !== null && own === undefined && inherited === undefined) {
    yield ['securityContext.seccompProfile.type', 'RuntimeDefault, here or for the pod'];
  }
});

export const POD_SECURITY_RULES: readonly Rule[] = [
  hostProcess,
  hostNamespaces,
  privileged,
  capabilities,
  volumeTypes,
  hostPorts,
  hostProbes,
  appArmor,
  seLinux,
  procMount,
  sysctls,
  escalation,
  nonRoot,
  nonRootUser,
  seccomp,
];
