import {
  clusterLogGroupName,
  clusterRoleName,
  interruptionQueueName,
  karpenterControllerRoleName,
  karpenterNodeRoleName,
  SYSTEM_NODE_GROUP,
} from "../../config/names";
import type { ClusterSettings, StateSettings } from "../../config/settings";
import type { Milestones } from "./order";

/** What the milestones of a cluster depend on. */
export interface MilestoneScope {
  readonly cluster: ClusterSettings;
  readonly state: StateSettings;
  /** Whether it is the only cluster of its region: calls of EC2 do not say whose they are. */
  readonly isAlone: boolean;
  /** Whether its stacks in Kubernetes are deployed. */
  readonly hasKubernetes: boolean;
  /** Whether the state bucket goes too. */
  readonly hasBucket: boolean;
}

/** What is made, as the order's rows call it, and the call that makes it; what the configuration has not is left out. */
export function creations(scope: MilestoneScope): Milestones {
  const { cluster, state } = scope;
  const eks = (path: string, name = "") => exactly(`eks POST /clusters${path}${name}`);
  const at = `/${cluster.name}`;
  return where({
    "the state bucket": scope.hasBucket && new RegExp(`^s3 PUT /${escaped(state.bucket)}/?$`),
    "the VPC": scope.isAlone && hasOwnNetwork(cluster) && /^ec2 CreateVpc\b/,
    "its log group": exactly(`logs CreateLogGroup ${clusterLogGroupName(cluster.name)}`),
    "its role": exactly(`iam CreateRole ${clusterRoleName(cluster.name)}`),
    "the cluster": eks("", ` ${cluster.name}`),
    ...named(addonsOf(cluster), (addon) => eks(`${at}/addons`, ` ${addon}`)),
    "the node group": eks(`${at}/node-groups`, ` ${SYSTEM_NODE_GROUP}`),
    "Karpenter's role": exactly(`iam CreateRole ${karpenterControllerRoleName(cluster.name)}`),
    "Karpenter's queue": exactly(`sqs CreateQueue ${interruptionQueueName(cluster.name)}`),
    ...(scope.hasKubernetes ? kubernetesMilestones(cluster, "create") : {}),
    ...(scope.hasKubernetes
      ? where({
          "the nodes' access entry": new RegExp(
            `^eks POST /clusters${escaped(at)}/access-entries arn:.*:role/${escaped(karpenterNodeRoleName(cluster.name))}$`,
          ),
          "the controller's identity":
            cluster.cluster.identity === "pod-identity" &&
            eks(`${at}/pod-identity-associations`, ` ${cluster.karpenter.serviceAccount}`),
        })
      : {}),
  });
}

/** What is removed, and the call that removes it. */
export function removals(scope: MilestoneScope): Milestones {
  const { cluster, state } = scope;
  const at = `eks DELETE /clusters/${cluster.name}`;
  return where({
    "the state bucket": scope.hasBucket && new RegExp(`^s3 DELETE /${escaped(state.bucket)}/?$`),
    "the VPC": scope.isAlone && hasOwnNetwork(cluster) && /^ec2 DeleteVpc\b/,
    NAT: scope.isAlone && hasOwnNetwork(cluster) && cluster.network.natGateway !== "none" && /^ec2 DeleteNatGateway\b/,
    "its log group": exactly(`logs DeleteLogGroup ${clusterLogGroupName(cluster.name)}`),
    "its role": exactly(`iam DeleteRole ${clusterRoleName(cluster.name)}`),
    "the cluster": exactly(at),
    ...named(addonsOf(cluster), (addon) => exactly(`${at}/addons/${addon}`)),
    "the node group": exactly(`${at}/node-groups/${SYSTEM_NODE_GROUP}`),
    "Karpenter's role": exactly(`iam DeleteRole ${karpenterControllerRoleName(cluster.name)}`),
    "Karpenter's queue": new RegExp(`^sqs DeleteQueue .*/${escaped(interruptionQueueName(cluster.name))}$`),
    ...(scope.hasKubernetes ? kubernetesMilestones(cluster, "delete") : {}),
    ...(scope.hasKubernetes
      ? where({
          "the nodes' access entry": new RegExp(
            `^${escaped(at)}/access-entries/arn.*role(%2F|/)${escaped(karpenterNodeRoleName(cluster.name))}$`,
          ),
          "the controller's identity":
            cluster.cluster.identity === "pod-identity" && new RegExp(`^${escaped(at)}/pod-identity-associations/`),
        })
      : {}),
  });
}

/** The same for what is in the cluster: made or removed by one verb. */
function kubernetesMilestones(cluster: ClusterSettings, verb: "create" | "delete"): Milestones {
  const { namespace } = cluster.karpenter;
  const object = (resource: string, name: string) => new RegExp(`^kubernetes ${verb} ${resource} ${name}$`);
  return where({
    "the definitions":
      verb === "create" && object("customresourcedefinitions", "(nodepools|nodeclaims)\\.karpenter\\.sh"),
    "the definitions' release": object("secrets", "kube-system/sh\\.helm\\.release\\.v1\\.karpenter-crd\\.v\\d+"),
    "the controller's release": object("secrets", `${namespace}/sh\\.helm\\.release\\.v1\\.karpenter\\.v\\d+`),
    "the controller's namespace": verb === "create" && namespace !== "kube-system" && object("namespaces", namespace),
    "the controller": object("deployments", `${namespace}/karpenter`),
    ...named(Object.keys(cluster.nodeClasses), (name) => verbOn(verb, "ec2nodeclasses", name), "node class "),
    ...named(Object.keys(cluster.nodePools), (name) => verbOn(verb, "nodepools", name), "node pool "),
    "the demo": cluster.demo !== undefined && object("deployments", "default/inflate"),
  });
}

/** Terraform makes custom resources by server-side apply, which is a patch. */
function verbOn(verb: "create" | "delete", resource: string, name: string): RegExp {
  const verbs = verb === "create" ? "(create|patch)" : verb;
  return new RegExp(`^kubernetes ${verbs} ${resource} ${escaped(name)}$`);
}

export function addonsOf({ cluster: { addons } }: ClusterSettings): string[] {
  return Object.keys(addons);
}

function hasOwnNetwork({ network }: ClusterSettings): boolean {
  return network.existing === undefined;
}

function where(all: Readonly<Record<string, RegExp | false | undefined>>): Milestones {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, pattern]) => (pattern instanceof RegExp ? [[name, pattern]] : [])),
  );
}

function named(names: readonly string[], pattern: (name: string) => RegExp, prefix = ""): Milestones {
  return Object.fromEntries(names.map((name) => [`${prefix}${name}`, pattern(name)]));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const exactly = (text: string): RegExp => new RegExp(`^${escaped(text)}$`);
