import { CHART_KEYS_SINCE } from "./chart-values";
import { show } from "./faults";
import { MOST_TAGS } from "./fields";
import { PUBLIC_REGISTRY } from "./karpenter";
import { isKarpenterVersion, kubernetesRange } from "./karpenter-versions";
import { KUBERNETES_VERSIONS } from "./kubernetes-versions";
import { clusterRoleName, karpenterControllerRoleName, karpenterNodeRoleName, systemNodeRoleName } from "./names";
import { MOST_NODE_ROLES } from "./node-roles";
import { isAtLeast } from "./versions";

/** A cluster that may be at fault: what a rule reads may be missing, or anything. */
export interface DraftKarpenterCluster {
  readonly name?: unknown;
  readonly cluster?: {
    readonly version?: unknown;
    readonly systemNodes?: { readonly desiredSize?: unknown } | null;
    readonly access?: unknown;
  } | null;
  readonly network?: { readonly natGateway?: unknown; readonly existing?: unknown } | null;
  readonly karpenter?: {
    readonly version?: unknown;
    readonly replicas?: unknown;
    readonly nodeInstanceProfile?: unknown;
    readonly imageRepository?: unknown;
    readonly featureGates?: unknown;
    readonly values?: {
      readonly replicas?: unknown;
      readonly affinity?: unknown;
      readonly settings?: { readonly featureGates?: unknown } | null;
      readonly controller?: { readonly image?: { readonly repository?: unknown } | null } | null;
    } | null;
  } | null;
  readonly nodeClasses?: unknown;
  readonly nodePools?: unknown;
  readonly demo?: { readonly image?: unknown } | null;
}

interface DraftNodeClass {
  readonly role?: unknown;
  readonly instanceProfile?: unknown;
  readonly instanceProfileRole?: unknown;
}

interface DraftNodePool {
  readonly replicas?: unknown;
  readonly template?: {
    readonly spec?: { readonly nodeClassRef?: { readonly name?: unknown; readonly kind?: unknown } | null } | null;
  } | null;
}

/**
 * Rules across Karpenter's groups of a cluster.
 *
 * @param tags the configuration's own
 */
export function karpenterFaults(path: string, cluster: DraftKarpenterCluster, tags: unknown): string[] {
  return [
    ...tagFaults(path, cluster, tags),
    ...versionFaults(path, cluster),
    ...keyFaults(path, cluster),
    ...replicaFaults(path, cluster),
    ...nodeRoleFaults(path, cluster),
    ...nodeClassFaults(path, cluster),
    ...nodePoolFaults(path, cluster),
    ...isolationFaults(path, cluster),
  ];
}

function versionFaults(path: string, { cluster, karpenter }: DraftKarpenterCluster): string[] {
  const [kubernetes, version] = [String(cluster?.version), String(karpenter?.version)];
  const range = isKarpenterVersion(version) ? kubernetesRange(version) : undefined;
  if (range === undefined || !Object.hasOwn(KUBERNETES_VERSIONS, kubernetes)) return [];
  if (isAtLeast(kubernetes, range.lowest) && isAtLeast(range.highest, kubernetes)) return [];
  return [
    `${path}.karpenter.version: expected a version that runs on Kubernetes ${kubernetes}, got ${show(version)}, which runs on ${range.lowest} to ${range.highest}; raise Karpenter before Kubernetes`,
  ];
}

/** Feature gates that an older Karpenter does not know, and ignores. */
const GATES_SINCE: Readonly<Record<string, string>> = { staticCapacity: "1.8", capacityBuffer: "1.14" };

/** An older chart says nothing of a key that it does not know. */
function keyFaults(path: string, { karpenter }: DraftKarpenterCluster): string[] {
  const version = karpenter?.version;
  if (typeof version !== "string" || !isKarpenterVersion(version)) return [];
  const rows = [
    ...Object.entries(GATES_SINCE).map(([gate, since]) => ({ option: `featureGates.${gate}`, since })),
    ...Object.entries(CHART_KEYS_SINCE).map(([key, since]) => ({ option: `values.${key}`, since })),
  ];
  return rows
    .filter(
      ({ option, since }) =>
        ![undefined, false].includes(at(karpenter, option) as undefined) && !isAtLeast(version, since),
    )
    .map(
      ({ option, since }) =>
        `${path}.karpenter.${option}: expected nothing with Karpenter ${version}, which does not know it, got ${show(at(karpenter, option))}; it came with ${since}`,
    );
}

/** Controllers keep off each other's nodes, and nothing adds a system node for one that waits. */
function replicaFaults(path: string, { cluster, karpenter }: DraftKarpenterCluster): string[] {
  const option = karpenter?.values?.replicas === undefined ? "replicas" : "values.replicas";
  const [replicas, nodes] = [at(karpenter, option), cluster?.systemNodes?.desiredSize ?? 1];
  if (typeof replicas !== "number" || typeof nodes !== "number" || replicas <= nodes) return [];
  if (karpenter?.values?.affinity !== undefined) return [];
  return [
    `${path}.karpenter.${option}: expected at most one for each system node (cluster.systemNodes.desiredSize is ${nodes}), got ${replicas}; the rest would stay pending for ever`,
  ];
}

/** There is one access entry for a principal: a role of nodes can have no other use in the cluster. */
function nodeRoleFaults(path: string, { name, cluster, nodeClasses }: DraftKarpenterCluster): string[] {
  const arns = (Array.isArray(cluster?.access) ? cluster.access : []).map((entry: unknown) =>
    at(entry, "principalArn"),
  );
  const inAccess = arns.flatMap((arn) =>
    typeof arn === "string" && arn.includes(":role/") ? (arn.split("/").at(-1) ?? []) : [],
  );
  const own = [
    systemNodeRoleName(String(name)),
    karpenterControllerRoleName(String(name)),
    clusterRoleName(String(name)),
  ];
  const isOneOf = (roles: readonly string[], role: unknown) =>
    typeof role === "string" && roles.some((other) => other.toLowerCase() === role.toLowerCase());
  return [
    ...(isOneOf(inAccess, karpenterNodeRoleName(String(name)))
      ? [
          `${path}.cluster.access: expected no entry for ${karpenterNodeRoleName(String(name))}, got one; the blueprint makes it, for nodes`,
        ]
      : []),
    ...entriesOf<DraftNodeClass>(nodeClasses).flatMap(([key, nodeClass]) =>
      (["role", "instanceProfileRole"] as const)
        .filter((field) => isOneOf([...own, ...inAccess], nodeClass[field]))
        .map(
          (field) =>
            `${path}.nodeClasses.${key}.${field}: expected a role of these nodes alone, got ${show(nodeClass[field])}; the cluster has another access entry for that one, and there can be no second`,
        ),
    ),
  ];
}

/** A node class's tags are merged over the configuration's: what is launched carries both, and AWS takes 50. */
function tagFaults(path: string, { nodeClasses }: DraftKarpenterCluster, tags: unknown): string[] {
  const common = Object.keys(isObject(tags) ? tags : {});
  return entriesOf<{ readonly tags: unknown }>(nodeClasses).flatMap(([name, nodeClass]) => {
    const own = Object.keys(isObject(nodeClass.tags) ? nodeClass.tags : {});
    const all = new Set([...common, ...own]);
    const option = `${path}.nodeClasses.${name}.tags`;
    return [
      ...(all.size > MOST_TAGS && own.length <= MOST_TAGS && common.length <= MOST_TAGS
        ? [`${option}: expected at most ${MOST_TAGS} tags together with the configuration's, got ${all.size}`]
        : []),
      ...own.flatMap((key) => {
        const twin = common.find((other) => other !== key && other.toLowerCase() === key.toLowerCase());
        return twin === undefined
          ? []
          : [
              `${option}.${key}: expected a key that differs from the configuration's "${twin}" by more than case, or "${twin}" itself, got "${key}"; IAM ignores the case of tag keys`,
            ];
      }),
    ];
  });
}

function nodeClassFaults(path: string, { nodeClasses }: DraftKarpenterCluster): string[] {
  const classes = entriesOf<DraftNodeClass>(nodeClasses);
  const roles = new Set(classes.flatMap(([, { role, instanceProfileRole }]) => role ?? instanceProfileRole ?? []));
  const tooMany =
    roles.size > MOST_NODE_ROLES
      ? [
          `${path}.nodeClasses: expected at most ${MOST_NODE_ROLES} different roles, got ${roles.size}; more do not fit into the policy by which Karpenter passes them`,
        ]
      : [];
  const misfits = classes.flatMap(([name, { instanceProfile, instanceProfileRole }]) => {
    const option = `${path}.nodeClasses.${name}.instanceProfileRole`;
    if (typeof instanceProfile === "string" && instanceProfileRole === undefined) {
      return [
        `${option}: expected the name of the role in ${show(instanceProfile)}, got nothing; nodes join the cluster, and Karpenter passes it, by that role`,
      ];
    }
    return instanceProfile === undefined && instanceProfileRole !== undefined
      ? [`${option}: expected nothing without instanceProfile, got ${show(instanceProfileRole)}; a role goes into role`]
      : [];
  });
  return [...tooMany, ...misfits];
}

function nodePoolFaults(path: string, { nodeClasses, nodePools, karpenter }: DraftKarpenterCluster): string[] {
  const classes = Object.keys(isObject(nodeClasses) ? nodeClasses : {});
  // What is no object at all is told of by itself.
  const areKnown = nodeClasses === undefined || isObject(nodeClasses);
  const isStatic =
    at(karpenter, "values.settings.featureGates.staticCapacity") ?? at(karpenter, "featureGates.staticCapacity");
  return entriesOf<DraftNodePool>(nodePools).flatMap(([pool, { replicas, template }]) => {
    const place = `${path}.nodePools.${pool}`;
    const { name, kind = "EC2NodeClass" } = template?.spec?.nodeClassRef ?? {};
    return [
      ...(areKnown && kind === "EC2NodeClass" && typeof name === "string" && name !== "" && !classes.includes(name)
        ? [
            `${place}.template.spec.nodeClassRef.name: expected one of the node classes ${classes.join(", ") || "(there are none)"}, got ${show(name)}`,
          ]
        : []),
      ...(replicas !== undefined && isStatic !== true
        ? [
            `${place}.replicas: expected karpenter.featureGates.staticCapacity: true with it, got ${show(replicas)}; Karpenter ignores such a pool otherwise`,
          ]
        : []),
    ];
  });
}

/** Without NAT neither IAM nor the public registry can be reached. What someone else's VPC reaches is not known here. */
function isolationFaults(path: string, cluster: DraftKarpenterCluster): string[] {
  const { network, karpenter, nodeClasses, demo } = cluster;
  if (network?.natGateway !== "none" || network.existing !== undefined) return [];
  const byRole = entriesOf<DraftNodeClass>(nodeClasses).filter(
    ([, { role, instanceProfile }]) =>
      role !== undefined || (instanceProfile === undefined && karpenter?.nodeInstanceProfile !== true),
  );
  const images: [string, unknown][] = [];
  if (isObject(karpenter)) {
    const over = karpenter.values?.controller?.image?.repository;
    images.push(
      over === undefined
        ? ["karpenter.imageRepository", karpenter.imageRepository]
        : ["karpenter.values.controller.image.repository", over],
    );
  }
  if (isObject(demo)) images.push(["demo.image", demo.image]);
  return [
    ...byRole.map(
      ([name, { role }]) =>
        `${path}.nodeClasses.${name}.role: expected an instance profile because network.natGateway is "none" and IAM cannot be reached, got ${role === undefined ? "the blueprint's role" : show(role)}; set karpenter.nodeInstanceProfile: true and no role, or name an instanceProfile`,
    ),
    ...images
      .filter(
        ([, image]) => image === undefined || (typeof image === "string" && image.startsWith(`${PUBLIC_REGISTRY}/`)),
      )
      .map(
        ([option, image]) =>
          `${path}.${option}: expected an image of a registry that the VPC reaches because network.natGateway is "none", got ${image === undefined ? `the default, of ${PUBLIC_REGISTRY}` : show(image)}; copy it to ECR, or use a pull-through cache`,
      ),
  ];
}

/** The value at a dotted path, of what may be anything. */
function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce((current, key) => (isObject(current) ? (current as Record<string, unknown>)[key] : undefined), value);
}

function isObject<T>(value: T): value is T & object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries that are objects, of what should be an object of objects. */
function entriesOf<T extends object>(value: unknown): [string, Partial<T>][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Partial<T>] => isObject<unknown>(entry[1]));
}
