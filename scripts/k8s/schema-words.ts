/**
 * Words that a field of text may be. The OpenAPI file says `string` and means one of these.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/, under the names of the definitions.
 */
const CORE = 'io.k8s.api.core.v1';
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** By definition, then by property. */
export const SCHEMA_WORDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [`${CORE}.PodSpec`]: {
    dnsPolicy: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
    preemptionPolicy: ['Never', 'PreemptLowerPriority'],
    restartPolicy: ['Always', 'OnFailure', 'Never'],
  },
  [`${CORE}.PodSecurityContext`]: { fsGroupChangePolicy: ['OnRootMismatch', 'Always'] },
  [`${CORE}.Container`]: {
    imagePullPolicy: ['Always', 'Never', 'IfNotPresent'],
    restartPolicy: ['Always', 'Never', 'OnFailure'],
    terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  },
  [`${CORE}.ContainerPort`]: { protocol: PROTOCOLS },
  [`${CORE}.SecurityContext`]: { procMount: ['Default', 'Unmasked'] },
  [`${CORE}.SeccompProfile`]: { type: PROFILES },
  [`${CORE}.AppArmorProfile`]: { type: PROFILES },
  [`${CORE}.EmptyDirVolumeSource`]: { medium: ['', 'Memory', 'HugePages', 'HugePages-2Mi', 'HugePages-1Gi'] },
  [`${CORE}.HTTPGetAction`]: { scheme: ['HTTP', 'HTTPS'] },
  [`${CORE}.ServicePort`]: { protocol: PROTOCOLS },
  [`${CORE}.ServiceSpec`]: {
    externalTrafficPolicy: ['Cluster', 'Local'],
    internalTrafficPolicy: ['Cluster', 'Local'],
    ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
    sessionAffinity: ['ClientIP', 'None'],
    trafficDistribution: ['PreferClose', 'PreferSameZone', 'PreferSameNode'],
    type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  },
  [`${CORE}.TopologySpreadConstraint`]: {
    nodeAffinityPolicy: ['Honor', 'Ignore'],
    nodeTaintsPolicy: ['Honor', 'Ignore'],
    whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'],
  },
  [`${CORE}.Toleration`]: {
    effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
    operator: ['Exists', 'Equal', 'Lt', 'Gt'],
  },
  [`${CORE}.PersistentVolumeClaimSpec`]: { volumeMode: ['Block', 'Filesystem'] },
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement': { operator: OPERATORS },
  'io.k8s.api.apps.v1.DeploymentStrategy': { type: ['Recreate', 'RollingUpdate'] },
  'io.k8s.api.batch.v1.JobSpec': {
    completionMode: ['NonIndexed', 'Indexed'],
    podReplacementPolicy: ['Failed', 'TerminatingOrFailed'],
  },
  'io.k8s.api.batch.v1.PodFailurePolicyRule': { action: ['Count', 'FailIndex', 'FailJob', 'Ignore'] },
  'io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement': { operator: ['In', 'NotIn'] },
  'io.k8s.api.batch.v1.CronJobSpec': { concurrencyPolicy: ['Allow', 'Forbid', 'Replace'] },
  'io.k8s.api.autoscaling.v2.MetricSpec': {
    type: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  },
  'io.k8s.api.autoscaling.v2.MetricTarget': { type: ['AverageValue', 'Utilization', 'Value'] },
  'io.k8s.api.autoscaling.v2.HPAScalingRules': { selectPolicy: ['Max', 'Min', 'Disabled'] },
  'io.k8s.api.autoscaling.v2.HPAScalingPolicy': { type: ['Pods', 'Percent'] },
  'io.k8s.api.networking.v1.NetworkPolicySpec': { policyTypes: ['Ingress', 'Egress'] },
  'io.k8s.api.networking.v1.NetworkPolicyPort': { protocol: PROTOCOLS },
  'io.k8s.api.policy.v1.PodDisruptionBudgetSpec': { unhealthyPodEvictionPolicy: ['AlwaysAllow', 'IfHealthyBudget'] },
};
