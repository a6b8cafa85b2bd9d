/** What our manifests refer to and do not hold. Each is made by the operator, for the reason given; k8s/README.md says how. */
export interface OperatorMade {
  readonly kind: 'Secret';
  readonly name: string;
  /** Every key that a manifest may ask for. */
  readonly keys: readonly string[];
  readonly reason: string;
}

export const OPERATOR_MADE: readonly OperatorMade[] = [
  {
    kind: 'Secret',
    name: 'iinspect-keys',
    keys: ['keys.json'],
    reason: 'digests of the keys of callers, which `iinspect keys add` writes',
  },
  {
    kind: 'Secret',
    name: 'iinspect-tls',
    keys: ['tls.crt', 'tls.key'],
    reason: 'a certificate is issued in the cluster',
  },
  { kind: 'Secret', name: 'iinspect-redis', keys: ['url'], reason: 'the address of Redis holds a password' },
];
