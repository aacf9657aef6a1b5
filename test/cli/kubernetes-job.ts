import { z } from 'zod';

/*
 * The part of a Kubernetes Job that job files use, written down for these tests from the reference of the API, group
 * batch/v1 (JobSpec, PodFailurePolicy) and core/v1 (PodSpec, Container), as of release 1.29. Unknown fields are refused,
 * as `kubectl --validate=strict` does; rules that the API server checks beyond types stand at the end.
 */

/** A DNS label (RFC 1123), as names of jobs, containers and volumes are. */
const label = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
  .max(63);
/** A name of an object: labels joined by dots. */
const objectName = z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
/** A resource quantity. */
const quantity = z.string().regex(/^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/);
const count = z.int().min(0);

const container = z.strictObject({
  name: label,
  image: z.string().min(1),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  workingDir: z.string().startsWith('/').optional(),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: quantity, memory: quantity }).partial().optional(),
    limits: z.strictObject({ cpu: quantity, memory: quantity }).partial().optional(),
  }),
  volumeMounts: z.array(z.strictObject({ name: label, mountPath: z.string().startsWith('/') })).optional(),
});

const podSpec = z.strictObject({
  restartPolicy: z.enum(['Never', 'OnFailure']),
  containers: z.array(container).min(1),
  volumes: z
    .array(z.strictObject({ name: label, persistentVolumeClaim: z.strictObject({ claimName: objectName }) }))
    .optional(),
});

const podFailurePolicy = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        action: z.enum(['FailJob', 'FailIndex', 'Ignore', 'Count']),
        onExitCodes: z.strictObject({
          containerName: label.optional(),
          operator: z.enum(['In', 'NotIn']),
          values: z.array(z.int().min(1).max(255)).min(1).max(255),
        }),
      }),
    )
    .max(20),
});

/** A manifest that an API server takes. */
export const kubernetesJob = z
  .strictObject({
    apiVersion: z.literal('batch/v1'),
    kind: z.literal('Job'),
    metadata: z.strictObject({ name: label, labels: z.record(z.string(), z.string()).optional() }),
    spec: z.strictObject({
      completionMode: z.enum(['Indexed', 'NonIndexed']).optional(),
      completions: count.optional(),
      parallelism: count.optional(),
      backoffLimit: count.optional(),
      backoffLimitPerIndex: count.optional(),
      maxFailedIndexes: count.optional(),
      podFailurePolicy: podFailurePolicy.optional(),
      template: z.strictObject({ spec: podSpec }),
    }),
  })
  .refine(({ spec }) => spec.completionMode !== 'Indexed' || spec.completions !== undefined, {
    message: 'an indexed job says how many completions it has',
  })
  .refine(({ spec }) => spec.backoffLimitPerIndex === undefined || spec.completionMode === 'Indexed', {
    message: 'only an indexed job has a limit per index',
  })
  .refine(({ spec }) => spec.maxFailedIndexes === undefined || spec.backoffLimitPerIndex !== undefined, {
    message: 'failed indexes are counted only with a limit per index',
  })
  .refine(({ spec }) => (spec.maxFailedIndexes ?? 0) <= (spec.completions ?? 0), {
    message: 'no more indexes can fail than there are',
  })
  .refine(({ spec }) => spec.podFailurePolicy === undefined || spec.template.spec.restartPolicy === 'Never', {
    message: 'a policy of failures needs pods that are not restarted',
  })
  .refine(
    ({ spec }) => {
      const { containers, volumes = [] } = spec.template.spec;
      const named = new Set(volumes.map(({ name }) => name));
      return containers.every(({ volumeMounts = [] }) => volumeMounts.every(({ name }) => named.has(name)));
    },
    { message: 'every mount names a volume of the pod' },
  );
