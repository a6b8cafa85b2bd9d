import type { Planting } from './planting.js';

/** A mistake somebody could make, in what one of ours renders to, and the rule that must find it. */
export interface Plant {
  readonly rule: string;
  readonly what: string;
  readonly into: string;
  readonly plant: (manifests: Planting) => unknown;
}

const PRODUCTION = 'overlays/production';
const SIDECAR = 'overlays/sidecar-example';
const BATCH = 'overlays/batch-job';
const DEV = 'overlays/dev';
const REDIS = 'components/redis';
const KEDA = 'components/keda';
const TOGETHER = 'all components of the base';

const DEPLOYMENT = 'Deployment/iinspect';
const CHECKOUT = 'Deployment/checkout-example';
const JOB = 'Job/iinspect-batch';
const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers[iinspect]`;
const ASIDE = `${POD}.initContainers[iinspect]`;

function production(rule: string, what: string, plant: Plant['plant']): Plant {
  return { rule, what, into: PRODUCTION, plant };
}

function sidecar(rule: string, what: string, plant: Plant['plant']): Plant {
  return { rule, what, into: SIDECAR, plant };
}

function batch(rule: string, what: string, plant: Plant['plant']): Plant {
  return { rule, what, into: BATCH, plant };
}

const MISSHAPEN: readonly Plant[] = [
  production('kind-known', 'a version of the API that is gone', (all) =>
    all.set('HorizontalPodAutoscaler/iinspect', 'apiVersion', 'autoscaling/v2beta2'),
  ),
  production('field-known', 'readOnlyRootFileSystem', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.readOnlyRootFileSystem`, true),
  ),
  production('field-known', 'averageUtilisation', (all) =>
    all.set('HorizontalPodAutoscaler/iinspect', 'spec.metrics[0].resource.target.averageUtilisation', 65),
  ),
  production('field-known', 'a field of a ServiceMonitor that nobody knows', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.endpoints[0].intervall', '30s'),
  ),
  production('field-known', 'a field of a rule of Prometheus that nobody knows', (all) =>
    all.set('PrometheusRule/iinspect', 'spec.groups[0].rules[0].runbook', 'x'),
  ),
  production('field-type', 'periodSeconds in quotes', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.livenessProbe.periodSeconds`, '5'),
  ),
  production('field-type', 'a number in a ConfigMap', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.BATCH_WORKERS', 1),
  ),
  production('field-type', 'emptyDir with nothing behind it', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[tmp].emptyDir`, null),
  ),
  production('field-type', 'half a pod', (all) => all.set('HorizontalPodAutoscaler/iinspect', 'spec.minReplicas', 2.5)),
  production('field-there', 'a Deployment without a selector', (all) => all.remove(DEPLOYMENT, 'spec.selector')),
  production('spec-there', 'a Service without anything', (all) => all.remove('Service/iinspect', 'spec')),
  production('word-known', 'a policy that is spelt in small letters', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.imagePullPolicy`, 'ifNotPresent'),
  ),
  production('word-known', 'a type of policy that there is not', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.policyTypes', ['Ingress', 'Outgress']),
  ),
  production('quantity', 'megabytes as people write them', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.resources.limits.memory`, '256MB'),
  ),
  {
    rule: 'field-type',
    what: 'a threshold of KEDA as a number',
    into: KEDA,
    plant: (all) => all.set('ScaledObject/iinspect', 'spec.triggers[0].metadata.threshold', 8),
  },
];

const REFUSED: readonly Plant[] = [
  production('object-name', 'capitals in a name', (all) => all.set('Service/iinspect', 'metadata.name', 'Iinspect')),
  production('object-name', 'a Service that begins with a digit', (all) =>
    all.set('Service/iinspect', 'metadata.name', '1inspect'),
  ),
  production('object-once', 'the same Service twice', (all) => all.copy('Service/iinspect', 'iinspect')),
  production('label-syntax', 'a label with a blank', (all) =>
    all.set(DEPLOYMENT, 'metadata.labels.team', 'card payments'),
  ),
  production('label-syntax', 'a selector that no label can match', (all) =>
    all.set('PodDisruptionBudget/iinspect', 'spec.selector.matchLabels', { 'app.kubernetes.io/name': 'iinspect/' }),
  ),
  production('annotation-syntax', 'a key with two slashes', (all) =>
    all.set(DEPLOYMENT, 'metadata.annotations', { 'example.com/a/b': 'x' }),
  ),
  production('config-data', 'a key that is a path', (all) =>
    all.set('ConfigMap/iinspect-*', 'data', { 'etc/settings': 'x' }),
  ),
  production('config-data', 'more than 1 MiB', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.BIG', 'x'.repeat(1024 ** 2 + 1)),
  ),
  sidecar('container-name', 'a sidecar of the name of the application', (all) =>
    all.set(CHECKOUT, `${POD}.initContainers[iinspect].name`, 'checkout'),
  ),
  production('port-name', 'a name of 16 characters', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.ports[http].name`, 'http-of-iinspect'),
  ),
  sidecar('port-name', 'the port of the sidecar for the application too', (all) =>
    all.set(CHECKOUT, `${POD}.containers[checkout].ports[health].containerPort`, 9090),
  ),
  production('probe', 'two ways to ask at once', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.livenessProbe.tcpSocket`, { port: 9090 }),
  ),
  production('probe', 'a liveness probe that has to be right twice', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.livenessProbe.successThreshold`, 2),
  ),
  sidecar('probe', 'a sidecar that has become a common init container', (all) =>
    all.remove(CHECKOUT, `${ASIDE}.restartPolicy`),
  ),
  production('lifecycle', 'a pause longer than there is time', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.lifecycle.preStop.sleep.seconds`, 60),
  ),
  production('environment-syntax', 'one variable twice', (all) =>
    all.push(
      DEPLOYMENT,
      `${CONTAINER}.env`,
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'LOG_LEVEL', value: 'warn' },
    ),
  ),
  production('environment-syntax', 'a name with a minus', (all) =>
    all.push(DEPLOYMENT, `${CONTAINER}.env`, { name: 'LOG-LEVEL', value: 'info' }),
  ),
  production('request-within-limit', 'more asked for than allowed', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '1Gi'),
  ),
  production('restart-policy', 'a sidecar among the containers', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.restartPolicy`, 'Always'),
  ),
  production('image-there', 'no image', (all) => all.set(DEPLOYMENT, `${CONTAINER}.image`, '')),
  production('volume', 'two sources', (all) => all.set(DEPLOYMENT, `${POD}.volumes[tmp].configMap`, { name: 'x' })),
  production('volume', 'a mode in decimal that was meant in octal', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[keys].secret.defaultMode`, 640),
  ),
  production('mount', 'a volume of another name', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.volumeMounts[tmp].name`, 'temp'),
  ),
  production('mount', 'two volumes in one place', (all) =>
    all.push(DEPLOYMENT, `${CONTAINER}.volumeMounts`, { name: 'keys', mountPath: '/tmp' }),
  ),
  production('volume-used', 'a volume that nobody mounts', (all) =>
    all.push(DEPLOYMENT, `${POD}.volumes`, { name: 'spare', emptyDir: { sizeLimit: '1Mi' } }),
  ),
  production('selector-matches-template', 'a selector that is off by one label', (all) =>
    all.set(DEPLOYMENT, 'spec.selector.matchLabels', { 'app.kubernetes.io/name': 'inspect' }),
  ),
  production('selectors-apart', 'two Deployments that count the same pods', (all) =>
    all.copy(DEPLOYMENT, 'iinspect-canary'),
  ),
  batch('pod-restart-policy', 'a Job that always starts again', (all) =>
    all.set(JOB, `${POD}.restartPolicy`, 'Always'),
  ),
  production('pod-restart-policy', 'a Deployment that never does', (all) =>
    all.set(DEPLOYMENT, `${POD}.restartPolicy`, 'Never'),
  ),
  production('rollout', 'a rollout that replaces no pod', (all) =>
    all.set(DEPLOYMENT, 'spec.strategy.rollingUpdate', { maxSurge: 0, maxUnavailable: 0 }),
  ),
  production('service-port', 'a second port without a name', (all) =>
    all.push('Service/iinspect', 'spec.ports', { port: 9090, targetPort: 'management' }),
  ),
  batch('cron-schedule', 'four fields', (all) =>
    all.copy('Job/iinspect-batch-merge', 'nightly', (job) => {
      job['kind'] = 'CronJob';
      job['spec'] = { schedule: '0 3 * *', jobTemplate: { spec: job['spec'] } };
    }),
  ),
  batch('volume-claim', 'a claim for nothing', (all) =>
    all.set('PersistentVolumeClaim/iinspect-batch-in', 'spec.resources.requests.storage', 0),
  ),
  batch('volume-claim', 'a mode that there is not', (all) =>
    all.set('PersistentVolumeClaim/iinspect-batch-in', 'spec.accessModes', ['ReadWriteAll']),
  ),
];

const APART: readonly Plant[] = [
  production('selects-somebody', 'a Service for nobody', (all) =>
    all.set('Service/iinspect', 'spec.selector', { 'app.kubernetes.io/name': 'iinspekt' }),
  ),
  production('selects-somebody', 'a Service in another namespace', (all) =>
    all.set('Service/iinspect', 'metadata.namespace', 'elsewhere'),
  ),
  production('selects-somebody', 'a monitor of a Service of another name', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.selector.matchLabels', { 'app.kubernetes.io/name': 'iinspekt' }),
  ),
  {
    rule: 'selects-somebody',
    what: 'a monitor that finds no sidecar',
    into: 'components/monitoring',
    plant: (all) => all.set('PodMonitor/iinspect-sidecars', 'spec.selector.matchLabels', { 'iinspect-sidecar': 'yes' }),
  },
  batch('selects-somebody', 'a policy for pods of another name', (all) =>
    all.set('NetworkPolicy/iinspect-batch', 'spec.podSelector.matchLabels', { 'app.kubernetes.io/name': 'batch' }),
  ),
  production('selector-says-who', 'a budget for all pods there are', (all) =>
    all.set('PodDisruptionBudget/iinspect', 'spec.selector', {}),
  ),
  production('selector-says-who', 'a Service without a selector', (all) =>
    all.remove('Service/iinspect', 'spec.selector'),
  ),
  production('selector-says-who', 'a policy for all pods there are', (all) =>
    all.remove('NetworkPolicy/iinspect', 'spec.podSelector'),
  ),
  production('network-both-ways', 'a policy that says nothing of what goes out', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.policyTypes', ['Ingress']),
  ),
  production('network-peer-says-who', 'pods of any label', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.ingress[0].from[1].podSelector', {}),
  ),
  production('service-port', 'a Service without a port', (all) => all.set('Service/iinspect', 'spec.ports', [])),
  production('volume', 'a Secret without a name', (all) =>
    all.remove(DEPLOYMENT, `${POD}.volumes[keys].secret.secretName`),
  ),
  batch('spec-there', 'a Job without a pod', (all) => all.remove(JOB, 'spec.template.spec')),
  batch('job-failures', 'a merge that is tried again for nothing', (all) =>
    all.remove('Job/iinspect-batch-merge', 'spec.podFailurePolicy'),
  ),
  batch('claim-writable', 'results that nobody may write', (all) => all.remove(JOB, `${POD}.securityContext.fsGroup`)),
  production('monitor-scrape', 'a monitor of nothing', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.endpoints', []),
  ),
  production('port-as-configured', 'an address that is misspelt', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.HOST', '0.0.0.0x'),
  ),
  production('empty-dir-in-memory', 'a folder on the disk of the node', (all) =>
    all.remove(DEPLOYMENT, `${POD}.volumes[tmp].emptyDir.medium`),
  ),
  production('selects-no-strangers', 'a Job whose pods get requests', (all) => all.add(STRANGER)),
  production('spread-counts-own-pods', 'a spread that counts others', (all) =>
    all.set(DEPLOYMENT, `${POD}.topologySpreadConstraints[0].labelSelector.matchLabels`, { app: 'iinspect' }),
  ),
  production('port-there', 'a Service to a port that no pod has', (all) =>
    all.set('Service/iinspect', 'spec.ports[http].targetPort', 'api'),
  ),
  production('port-there', 'a probe of a port of another name', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.startupProbe.httpGet.port`, 'admin'),
  ),
  production('port-there', 'a monitor of a port that the Service has not', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.endpoints[0].port', 'metrics'),
  ),
  {
    rule: 'port-there',
    what: 'a monitor of a port that sidecars have not',
    into: 'components/monitoring',
    plant: (all) => all.set('PodMonitor/iinspect-sidecars', 'spec.podMetricsEndpoints[0].port', 'metrics'),
  },
  production('scaler-target', 'a scaler of a Deployment that is gone', (all) =>
    all.set('HorizontalPodAutoscaler/iinspect', 'spec.scaleTargetRef.name', 'inspect'),
  ),
  { rule: 'one-scaler', what: 'KEDA beside an HPA', into: KEDA, plant: (all) => all.add(SECOND_SCALER) },
  production('scaler-bounds', 'at least more than at most', (all) =>
    all.set('HorizontalPodAutoscaler/iinspect', 'spec.minReplicas', 40),
  ),
  {
    rule: 'scaler-bounds',
    what: 'KEDA down to no pod',
    into: KEDA,
    plant: (all) => all.remove('ScaledObject/iinspect', 'spec.minReplicaCount'),
  },
  production('scaler-measures', 'a share of a request that is not there', (all) =>
    all.remove(DEPLOYMENT, `${CONTAINER}.resources.requests.cpu`),
  ),
  production('replicas-belong-to-scaler', 'replicas beside an HPA', (all) => all.set(DEPLOYMENT, 'spec.replicas', 3)),
  production('budget-lets-drain', 'as many as there are', (all) =>
    all
      .remove('PodDisruptionBudget/iinspect', 'spec.maxUnavailable')
      .set('PodDisruptionBudget/iinspect', 'spec.minAvailable', 3),
  ),
  production('budget-lets-drain', 'two thirds and a bit of three', (all) =>
    all
      .remove('PodDisruptionBudget/iinspect', 'spec.maxUnavailable')
      .set('PodDisruptionBudget/iinspect', 'spec.minAvailable', '67%'),
  ),
  production('budget-lets-drain', 'none that may be missing', (all) =>
    all.set('PodDisruptionBudget/iinspect', 'spec.maxUnavailable', '0%'),
  ),
  production('reference-there', 'a Secret of another name', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[keys].secret.secretName`, 'iinspect-key'),
  ),
  production('reference-there', 'a ConfigMap without its hash', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.envFrom[0].configMapRef.name`, 'iinspect'),
  ),
  production('reference-there', 'a ServiceAccount that is not there', (all) =>
    all.set(DEPLOYMENT, `${POD}.serviceAccountName`, 'inspect'),
  ),
  batch('reference-there', 'a claim of another name', (all) =>
    all.set(JOB, `${POD}.volumes[in].persistentVolumeClaim.claimName`, 'cards'),
  ),
  {
    rule: 'reference-there',
    what: 'a key that the Secret has not',
    into: REDIS,
    plant: (all) => all.set(DEPLOYMENT, `${CONTAINER}.env[REDIS_URL].valueFrom.secretKeyRef.key`, 'address'),
  },
  production('namespace-restricted', 'a namespace that takes any pod', (all) =>
    all.remove('Namespace/iinspect', 'metadata.labels[pod-security.kubernetes.io/enforce]'),
  ),
  production('namespace-restricted', 'an object in no namespace', (all) =>
    all.remove('Service/iinspect', 'metadata.namespace'),
  ),
];

const SERVED: readonly Plant[] = [
  production('setting-known', 'a setting that is misspelt', (all) =>
    all.push(DEPLOYMENT, `${CONTAINER}.env`, { name: 'SHUTDOWN_DRAIN', value: '2000' }),
  ),
  production('setting-known', 'a setting of a ConfigMap that is misspelt', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.BATCH_WORKER', '1'),
  ),
  production('setting-known', 'whatever a Secret holds', (all) =>
    all.push(DEPLOYMENT, `${CONTAINER}.envFrom`, { secretRef: { name: 'iinspect-keys' } }),
  ),
  production('settings-taken', 'AUTH that wants a file which is not named', (all) =>
    all.remove('ConfigMap/iinspect-*', 'data.API_KEYS_FILE'),
  ),
  production('settings-taken', 'a value with a unit', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.SHUTDOWN_DRAIN_MS', '2s'),
  ),
  {
    rule: 'settings-taken',
    what: 'an open address in production',
    into: DEV,
    plant: (all) =>
      all
        .set('ConfigMap/iinspect-*', 'data.NODE_ENV', 'production')
        .remove('ConfigMap/iinspect-*', 'data.ALLOW_INSECURE'),
  },
  sidecar('settings-taken', 'an address from the image beside a socket', (all) =>
    all.remove(CHECKOUT, `${ASIDE}.env[HOST]`),
  ),
  sidecar('settings-taken', 'PORT beside a socket', (all) =>
    all.push(CHECKOUT, `${ASIDE}.env`, { name: 'PORT', value: '3000' }),
  ),
  sidecar('settings-taken', 'GraphiQL without GraphQL', (all) =>
    all.push(CHECKOUT, `${ASIDE}.env`, { name: 'GRAPHIQL', value: 'true' }),
  ),
  production('command-line', 'a command that there is not', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.args`, ['server']),
  ),
  production('command-line', 'a shell, which the image has not', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.command`, ['sh', '-c', 'iinspect serve']),
  ),
  batch('command-line', 'an option that is misspelt', (all) => all.push(JOB, `${CONTAINER}.args`, '--job=2')),
  production('grace-period', 'the default of Kubernetes', (all) =>
    all.set(DEPLOYMENT, `${POD}.terminationGracePeriodSeconds`, 27),
  ),
  production('grace-period', 'a longer drain that nobody added up', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.SHUTDOWN_GRACE_MS', '35000'),
  ),
  production('pre-stop', 'no pause', (all) => all.remove(DEPLOYMENT, `${CONTAINER}.lifecycle`)),
  production('probe-of-service', 'a path of other services', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.readinessProbe.httpGet.path`, '/healthz'),
  ),
  production('probe-of-service', 'readiness that asks whether the event loop turns', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.readinessProbe.httpGet.path`, '/livez'),
  ),
  production('probe-of-service', 'no readiness', (all) => all.remove(DEPLOYMENT, `${CONTAINER}.readinessProbe`)),
  sidecar('probe-of-service', 'a probe over TLS', (all) =>
    all.set(CHECKOUT, `${ASIDE}.livenessProbe.httpGet.scheme`, 'HTTPS'),
  ),
  production('port-as-configured', 'PORT without the port of the pod', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.PORT', '8080'),
  ),
  sidecar('port-as-configured', 'a management port that kubelet cannot reach', (all) =>
    all.remove(CHECKOUT, `${ASIDE}.env[MANAGEMENT_HOST]`),
  ),
  sidecar('node-flag-known', 'a flag that is misspelt', (all) =>
    all.push(CHECKOUT, `${ASIDE}.env`, { name: 'NODE_OPTIONS', value: '--max-old-space=48' }),
  ),
  sidecar('heap-within-memory', 'a heap as large as the container', (all) =>
    all.push(CHECKOUT, `${ASIDE}.env`, { name: 'NODE_OPTIONS', value: '--max-old-space-size=160' }),
  ),
  production('setting-file-there', 'keys that are mounted elsewhere', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.volumeMounts[keys].mountPath`, '/etc/keys'),
  ),
  production('setting-file-there', 'a certificate under the name another tool gives it', (all) =>
    all.set('ConfigMap/iinspect-*', 'data.TLS_CERT_FILE', '/etc/iinspect/tls/cert.pem'),
  ),
  batch('argument-file-there', 'an input that is not mounted', (all) =>
    all.set(JOB, `${CONTAINER}.args[1]`, '/cards.txt'),
  ),
  batch('argument-file-there', 'an output that may only be read', (all) =>
    all.set(JOB, `${CONTAINER}.volumeMounts[out].readOnly`, true),
  ),
  production('file-readable', 'keys for root alone', (all) => all.remove(DEPLOYMENT, `${POD}.securityContext.fsGroup`)),
  sidecar('socket-path', 'a path of 120 bytes', (all) =>
    all.set(CHECKOUT, `${ASIDE}.env[LISTEN].value`, `unix:/run/iinspect/${'s'.repeat(120 - '/run/iinspect/'.length)}`),
  ),
  sidecar('socket-volume', 'a socket on the read-only root', (all) =>
    all.set(CHECKOUT, `${ASIDE}.env[LISTEN].value`, 'unix:/run/iinspect.sock'),
  ),
  sidecar('socket-volume', 'a volume that the sidecar may only read', (all) =>
    all.set(CHECKOUT, `${ASIDE}.volumeMounts[iinspect-socket].readOnly`, true),
  ),
  sidecar('socket-shared', 'an application that does not mount it', (all) =>
    all.remove(CHECKOUT, `${POD}.containers[checkout].volumeMounts[iinspect-socket]`),
  ),
  sidecar('socket-shared', 'an application that mounts it elsewhere', (all) =>
    all.set(CHECKOUT, `${POD}.containers[checkout].volumeMounts[iinspect-socket].mountPath`, '/var/run/iinspect'),
  ),
  sidecar('socket-group', 'no group', (all) => all.remove(CHECKOUT, `${POD}.securityContext.fsGroup`)),
  production('network-lets-in', 'callers of another label', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.ingress[0].from', [
      { podSelector: { matchLabels: { 'iinspect-client': 'true' } } },
    ]),
  ),
  production('network-lets-in', 'Prometheus kept out', (all) =>
    all.remove('NetworkPolicy/iinspect', 'spec.ingress[1]'),
  ),
  sidecar('network-lets-in', 'Prometheus kept from the sidecar', (all) =>
    all.set('NetworkPolicy/checkout-example', 'spec.ingress', []),
  ),
  production('network-keeps-out', 'everybody', (all) => all.remove('NetworkPolicy/iinspect', 'spec.ingress[0].from')),
  production('network-port-there', 'a port of no pod', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.ingress[1].ports[0].port', 9091),
  ),
  sidecar('network-port-name', 'the name of a port that the sidecar alone has', (all) =>
    all.set('NetworkPolicy/checkout-example', 'spec.ingress[0].ports[0].port', 'management'),
  ),
  {
    rule: 'network-lets-out',
    what: 'a Redis that cannot be reached',
    into: REDIS,
    plant: (all) => all.set('NetworkPolicy/iinspect-to-redis', 'spec.egress', []),
  },
];

const WATCHED: readonly Plant[] = [
  production('monitor-scrape', 'a scrape that takes longer than it waits', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.endpoints[0].scrapeTimeout', '1m'),
  ),
  production('monitor-scrape', 'metrics under another path', (all) =>
    all.set('PodMonitor/iinspect-sidecars', 'spec.podMetricsEndpoints[0].path', '/prometheus'),
  ),
  production('alert-explained', 'an alert for nobody', (all) => all.add(SILENT_ALERT)),
];

const JOBS: readonly Plant[] = [
  batch('job-fields', 'shards of a Job that numbers nobody', (all) => all.remove(JOB, 'spec.completionMode')),
  batch('job-fields', 'a success that is a failure', (all) =>
    all.push(JOB, 'spec.podFailurePolicy.rules[0].onExitCodes.values', 0),
  ),
  batch('job-fields', 'a policy for failures that starts containers again', (all) =>
    all.set(JOB, `${POD}.restartPolicy`, 'OnFailure'),
  ),
  batch('job-shards', 'more shards than pods', (all) =>
    all.set(JOB, `${CONTAINER}.args[2]`, '--shard=$(JOB_COMPLETION_INDEX)/9'),
  ),
  batch('job-shards', 'all shards into one file', (all) =>
    all.set(JOB, `${CONTAINER}.args[4]`, '--output=/out/verdicts.ndjson'),
  ),
  batch('job-merge', 'a summary that is not added', (all) =>
    all.remove('Job/iinspect-batch-merge', `${CONTAINER}.args[9]`),
  ),
  batch('job-failures', 'codes that another try may cure', (all) =>
    all.push(JOB, 'spec.podFailurePolicy.rules[0].onExitCodes.values', 70),
  ),
  batch('job-failures', 'nodes that may not be drained', (all) => all.remove(JOB, 'spec.podFailurePolicy.rules[1]')),
];

/** For the pod, a container, and a sidecar, which the standard forgets least of all. */
const RESTRICTED: readonly Plant[] = [
  production('restricted-host-process', 'a process of the host', (all) =>
    all.set(DEPLOYMENT, `${POD}.securityContext.windowsOptions`, { hostProcess: true }),
  ),
  production('restricted-host-namespaces', 'the network of the host', (all) =>
    all.set(DEPLOYMENT, `${POD}.hostNetwork`, true),
  ),
  production('restricted-host-namespaces', 'the processes of the host', (all) =>
    all.set(DEPLOYMENT, `${POD}.hostPID`, true),
  ),
  production('restricted-privileged', 'a privileged container', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.privileged`, true),
  ),
  sidecar('restricted-privileged', 'a privileged sidecar', (all) =>
    all.set(CHECKOUT, `${ASIDE}.securityContext.privileged`, true),
  ),
  production('restricted-capabilities', 'one capability dropped of many', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.capabilities.drop`, ['NET_RAW']),
  ),
  sidecar('restricted-capabilities', 'a capability for the sidecar', (all) =>
    all.set(CHECKOUT, `${ASIDE}.securityContext.capabilities.add`, ['SYS_PTRACE']),
  ),
  production('restricted-volume-types', 'a folder of the host', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[tmp]`, { name: 'tmp', hostPath: { path: '/tmp' } }),
  ),
  production('restricted-volume-types', 'NFS without a claim', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[tmp]`, { name: 'tmp', nfs: { server: 'files', path: '/' } }),
  ),
  production('restricted-host-ports', 'a port of the host', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.ports[http].hostPort`, 3000),
  ),
  production('restricted-host-probes', 'a probe that asks somebody else', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.livenessProbe.httpGet.host`, '10.0.0.1'),
  ),
  production('restricted-app-armor', 'AppArmor off', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.appArmorProfile`, { type: 'Unconfined' }),
  ),
  production('restricted-se-linux', 'a type of SELinux of its own', (all) =>
    all.set(DEPLOYMENT, `${POD}.securityContext.seLinuxOptions`, { type: 'spc_t' }),
  ),
  production('restricted-proc-mount', 'all of /proc', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.procMount`, 'Unmasked'),
  ),
  production('restricted-sysctls', 'a sysctl of the node', (all) =>
    all.set(DEPLOYMENT, `${POD}.securityContext.sysctls`, [{ name: 'kernel.msgmax', value: '65536' }]),
  ),
  sidecar('restricted-privilege-escalation', 'a sidecar that may become root', (all) =>
    all.remove(CHECKOUT, `${ASIDE}.securityContext.allowPrivilegeEscalation`),
  ),
  production('restricted-run-as-non-root', 'a container that takes it back', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.securityContext.runAsNonRoot`, false),
  ),
  production('restricted-run-as-non-root', 'nobody who asks for it', (all) =>
    all
      .remove(DEPLOYMENT, `${POD}.securityContext.runAsNonRoot`)
      .remove(DEPLOYMENT, `${CONTAINER}.securityContext.runAsNonRoot`),
  ),
  batch('restricted-run-as-user', 'root', (all) => all.set(JOB, `${POD}.securityContext.runAsUser`, 0)),
  production('restricted-seccomp', 'no profile', (all) =>
    all
      .remove(DEPLOYMENT, `${POD}.securityContext.seccompProfile`)
      .remove(DEPLOYMENT, `${CONTAINER}.securityContext.seccompProfile`),
  ),
  sidecar('restricted-seccomp', 'a sidecar without one', (all) =>
    all.set(CHECKOUT, `${ASIDE}.securityContext.seccompProfile.type`, 'Unconfined'),
  ),
];

const HARDENED: readonly Plant[] = [
  production('read-only-root', 'a root to write to', (all) =>
    all.remove(DEPLOYMENT, `${CONTAINER}.securityContext.readOnlyRootFilesystem`),
  ),
  production('no-service-account-token', 'a token in the pod', (all) =>
    all.remove(DEPLOYMENT, `${POD}.automountServiceAccountToken`),
  ),
  production('no-service-account-token', 'a token of the account', (all) =>
    all.set('ServiceAccount/iinspect', 'automountServiceAccountToken', true),
  ),
  production('no-service-links', 'variables of Services', (all) => all.remove(DEPLOYMENT, `${POD}.enableServiceLinks`)),
  production('image-pinned', 'the latest image', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.image`, 'registry:5000/iinspect:latest'),
  ),
  production('image-pinned', 'no tag, but a port that looks like one', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.image`, 'registry:5000/iinspect'),
  ),
  production('memory-request-is-limit', 'no limit', (all) => all.remove(DEPLOYMENT, `${CONTAINER}.resources.limits`)),
  production('memory-request-is-limit', 'less asked for than taken', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '128Mi'),
  ),
  sidecar('no-cpu-limit', 'a sidecar that is throttled', (all) =>
    all.set(CHECKOUT, `${ASIDE}.resources.limits.cpu`, '200m'),
  ),
  production('empty-dir-bounded', 'a folder without an end', (all) =>
    all.remove(DEPLOYMENT, `${POD}.volumes[tmp].emptyDir.sizeLimit`),
  ),
];

function together(rule: string, what: string, plant: Plant['plant']): Plant {
  return { rule, what, into: TOGETHER, plant };
}

const LET_OUT: readonly Plant[] = [
  production('network-out-says-where', 'a way out to everybody', (all) =>
    all.set('NetworkPolicy/iinspect', 'spec.egress', [{}]),
  ),
  together('network-out-says-where', 'any port of Redis', (all) =>
    all.remove('NetworkPolicy/iinspect-to-redis', 'spec.egress[1].ports'),
  ),
  together('network-out-says-where', 'Redis wherever', (all) =>
    all.remove('NetworkPolicy/iinspect-to-redis', 'spec.egress[1].to'),
  ),
  together('network-out-says-where', 'all addresses', (all) =>
    all.set('NetworkPolicy/iinspect-to-redis', 'spec.egress[1].to', [{ ipBlock: { cidr: '0.0.0.0/0' } }]),
  ),
  together('network-out-is-meant', 'a port that no setting names', (all) =>
    all.set('NetworkPolicy/iinspect-to-redis', 'spec.egress[1].ports[0].port', 443),
  ),
  together('network-out-is-meant', 'a port and all above it', (all) =>
    all.set('NetworkPolicy/iinspect-to-redis', 'spec.egress[0].ports[0].endPort', 65_535),
  ),
];

const SCALED = 'ScaledObject/iinspect';
const QUERY = 'spec.triggers[1].metadata.query';

const MEASURED: readonly Plant[] = [
  production('monitor-job', 'sidecars under a name that no alert asks for', (all) =>
    all.set('PodMonitor/iinspect-sidecars', 'spec.podMetricsEndpoints[0].relabelings[0].replacement', 'sidecar'),
  ),
  production('monitor-job', 'a job by another label', (all) =>
    all.set('ServiceMonitor/iinspect', 'spec.jobLabel', 'app.kubernetes.io/component'),
  ),
  together('keda-query', 'a metric that is misspelt', (all) =>
    all.set(SCALED, QUERY, 'sum(card_batch_stream_open{job="iinspect"})'),
  ),
  together('keda-query', 'a label that the metric has not', (all) =>
    all.set(SCALED, QUERY, 'sum(card_batch_streams_open{job="iinspect", brand="visa"})'),
  ),
  together('keda-query', 'a job that nobody scrapes', (all) =>
    all.set(SCALED, QUERY, 'sum(card_batch_streams_open{job="insect"})'),
  ),
  together('keda-query', 'the processors of everybody', (all) =>
    all.set(SCALED, 'spec.triggers[0].metadata.query', 'sum(rate(process_cpu_seconds_total[2m]))'),
  ),
  {
    rule: 'keda-fallback',
    what: 'one pod when nobody knows',
    into: KEDA,
    plant: (all) => all.set(SCALED, 'spec.fallback.replicas', 1),
  },
];

const KEPT_UP: readonly Plant[] = [
  production('rollout-keeps-up', 'a rollout with one pod less', (all) =>
    all.set(DEPLOYMENT, 'spec.strategy.rollingUpdate.maxUnavailable', 1),
  ),
  production('rollout-keeps-up', 'a rollout that does not look', (all) =>
    all.remove(DEPLOYMENT, 'spec.minReadySeconds'),
  ),
  production('spread-over-places', 'a zone that no node has', (all) =>
    all.set(DEPLOYMENT, `${POD}.topologySpreadConstraints[0].topologyKey`, 'kubernetes.io/zone'),
  ),
  production('spread-over-places', 'pods that wait for a zone', (all) =>
    all.set(DEPLOYMENT, `${POD}.topologySpreadConstraints[0].whenUnsatisfiable`, 'DoNotSchedule'),
  ),
  production('secret-mode', 'keys that anybody in the pod reads', (all) =>
    all.set(DEPLOYMENT, `${POD}.volumes[keys].secret.defaultMode`, 0o444),
  ),
  production('secret-mode', 'keys with the mode of Kubernetes', (all) =>
    all.remove(DEPLOYMENT, `${POD}.volumes[keys].secret.defaultMode`),
  ),
  production('scale-down-waits', 'down at once', (all) =>
    all.set('HorizontalPodAutoscaler/iinspect', 'spec.behavior.scaleDown.stabilizationWindowSeconds', 0),
  ),
  production('budget-lets-broken-go', 'a pod that crashes and stays', (all) =>
    all.remove('PodDisruptionBudget/iinspect', 'spec.unhealthyPodEvictionPolicy'),
  ),
  production('service-protocol', 'TLS that is called plain', (all) =>
    all.set('Service/iinspect', 'spec.ports[http].appProtocol', 'http'),
  ),
  {
    rule: 'service-protocol',
    what: 'plain that is called TLS',
    into: KEDA,
    plant: (all) => all.set('Service/iinspect', 'spec.ports[http].appProtocol', 'https'),
  },
  production('start-and-share', 'three seconds to start in', (all) =>
    all.set(DEPLOYMENT, `${CONTAINER}.startupProbe.failureThreshold`, 3),
  ),
  sidecar('start-and-share', 'two processors for one event loop', (all) =>
    all.set(CHECKOUT, `${ASIDE}.resources.requests.cpu`, '2'),
  ),
];

const STRANGER = `
apiVersion: batch/v1
kind: Job
metadata: { name: warm-up, namespace: iinspect }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/name: iinspect } }
    spec:
      restartPolicy: Never
      containers: [{ name: warm-up, image: 'curl:8' }]
`;

const SILENT_ALERT = `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: silent, namespace: iinspect }
spec: { groups: [{ name: silent, rules: [{ alert: Silent, expr: vector(1) }] }] }
`;

const SECOND_SCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: iinspect }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: iinspect }
  minReplicas: 3
  maxReplicas: 6
`;

export const PLANTS: readonly Plant[] = [
  ...MISSHAPEN,
  ...REFUSED,
  ...APART,
  ...SERVED,
  ...WATCHED,
  ...JOBS,
  ...RESTRICTED,
  ...HARDENED,
  ...LET_OUT,
  ...MEASURED,
  ...KEPT_UP,
];
