import { show } from "./faults";
import { PUBLIC_REGISTRY } from "./karpenter";
import { isKarpenterVersion, kubernetesRange } from "./karpenter-versions";
import { KUBERNETES_VERSIONS } from "./kubernetes-versions";
import { systemNodeRoleName } from "./names";
import { MOST_NODE_ROLES } from "./node-roles";
import { isAtLeast } from "./versions";

/** A cluster that may be at fault: what a rule reads may be missing, or anything. */
export interface DraftKarpenterCluster {
  readonly name?: unknown;
  readonly cluster?: {
    readonly version?: unknown;
    readonly systemNodes?: { readonly desiredSize?: unknown } | null;
  } | null;
  readonly network?: { readonly natGateway?: unknown; readonly existing?: unknown } | null;
  readonly karpenter?: {
    readonly version?: unknown;
    readonly replicas?: unknown;
    readonly nodeInstanceProfile?: unknown;
    readonly imageRepository?: unknown;
    readonly featureGates?: { readonly staticCapacity?: unknown } | null;
    readonly values?: { readonly controller?: { readonly image?: { readonly repository?: unknown } } } | null;
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
  readonly template?: { readonly spec?: { readonly nodeClassRef?: { readonly name?: unknown } | null } | null } | null;
}

/** Rules across Karpenter's groups of a cluster. */
export function karpenterFaults(path: string, cluster: DraftKarpenterCluster): string[] {
  return [
    ...versionFaults(path, cluster),
    ...replicaFaults(path, cluster),
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

/** Controllers keep off each other's nodes, and nothing adds a system node for one that waits. */
function replicaFaults(path: string, { cluster, karpenter }: DraftKarpenterCluster): string[] {
  const [replicas, nodes] = [karpenter?.replicas, cluster?.systemNodes?.desiredSize ?? 1];
  if (typeof replicas !== "number" || typeof nodes !== "number" || replicas <= nodes) return [];
  return [
    `${path}.karpenter.replicas: expected at most one for each system node (cluster.systemNodes.desiredSize is ${nodes}), got ${replicas}; the rest would stay pending for ever`,
  ];
}

function nodeClassFaults(path: string, { name: cluster, nodeClasses }: DraftKarpenterCluster): string[] {
  const classes = entriesOf<DraftNodeClass>(nodeClasses);
  const roles = new Set(classes.flatMap(([, { role, instanceProfileRole }]) => role ?? instanceProfileRole ?? []));
  const tooMany =
    roles.size > MOST_NODE_ROLES
      ? [
          `${path}.nodeClasses: expected at most ${MOST_NODE_ROLES} different roles, got ${roles.size}; more do not fit into the policy by which Karpenter passes them`,
        ]
      : [];
  const systemRole = systemNodeRoleName(String(cluster));
  const taken = classes.flatMap(([name, nodeClass]) =>
    (["role", "instanceProfileRole"] as const)
      .filter((field) => nodeClass[field] === systemRole)
      .map(
        (field) =>
          `${path}.nodeClasses.${name}.${field}: expected another role than the system nodes', got ${show(systemRole)}; EKS makes that one's access entry itself, and there can be no second`,
      ),
  );
  const misfits = classes.flatMap(([name, { instanceProfile, instanceProfileRole }]) => {
    const at = `${path}.nodeClasses.${name}.instanceProfileRole`;
    if (typeof instanceProfile === "string" && instanceProfileRole === undefined) {
      return [
        `${at}: expected the name of the role in ${show(instanceProfile)}, got nothing; nodes join the cluster, and Karpenter passes it, by that role`,
      ];
    }
    return instanceProfile === undefined && instanceProfileRole !== undefined
      ? [`${at}: expected nothing without instanceProfile, got ${show(instanceProfileRole)}; a role goes into role`]
      : [];
  });
  return [...tooMany, ...taken, ...misfits];
}

function nodePoolFaults(path: string, { nodeClasses, nodePools, karpenter }: DraftKarpenterCluster): string[] {
  const classes = entriesOf(nodeClasses).map(([name]) => name);
  return entriesOf<DraftNodePool>(nodePools).flatMap(([pool, { replicas, template }]) => {
    const at = `${path}.nodePools.${pool}`;
    const name = template?.spec?.nodeClassRef?.name;
    return [
      ...(typeof name === "string" && name !== "" && !classes.includes(name)
        ? [
            `${at}.template.spec.nodeClassRef.name: expected one of the node classes ${classes.join(", ") || "(there are none)"}, got ${show(name)}`,
          ]
        : []),
      ...(replicas !== undefined && karpenter?.featureGates?.staticCapacity !== true
        ? [
            `${at}.replicas: expected karpenter.featureGates.staticCapacity: true with it, got ${show(replicas)}; Karpenter ignores such a pool otherwise`,
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
    const repository = karpenter.values?.controller?.image?.repository ?? karpenter.imageRepository;
    images.push(["karpenter.imageRepository", repository]);
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

function isObject<T>(value: T): value is T & object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries that are objects, of what should be an object of objects. */
function entriesOf<T extends object>(value: unknown): [string, Partial<T>][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Partial<T>] => isObject<unknown>(entry[1]));
}
