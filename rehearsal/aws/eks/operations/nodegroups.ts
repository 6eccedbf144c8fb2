import { randomUUID } from "node:crypto";
import { partitionOf } from "../../../../config/aws";
import { type Call, findCluster, findUsableCluster, nowInSeconds, type Operation } from "../call";
import { releaseVersionOf } from "../catalogue";
import type { DescribedNodegroup, LaunchTemplate, StoredCluster } from "../cluster-state";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { addAccessEntry } from "./access-entries";
import { checkSubnets } from "./checks";
import { updateNodegroupConfig, updateNodegroupVersion } from "./nodegroup-updates";
import { checkNewScaling, findLaunchTemplate, findNodegroup, isNewer } from "./nodegroup-checks";

interface Named {
  readonly clusterName: string;
  readonly nodegroupName: string;
}

interface CreateNodegroupInput extends Named {
  readonly scalingConfig?: Partial<DescribedNodegroup["scalingConfig"]>;
  readonly diskSize?: number;
  readonly subnets: readonly string[];
  readonly instanceTypes?: readonly string[];
  readonly amiType?: string;
  readonly nodeRole: string;
  readonly labels?: Record<string, string>;
  readonly taints?: DescribedNodegroup["taints"];
  readonly tags?: Record<string, string>;
  readonly launchTemplate?: Partial<LaunchTemplate>;
  readonly updateConfig?: object;
  readonly nodeRepairConfig?: object;
  readonly capacityType?: "ON_DEMAND" | "SPOT";
  readonly version?: string;
  readonly releaseVersion?: string;
}

export const NODEGROUP_OPERATIONS = {
  CreateNodegroup: createNodegroup,
  UpdateNodegroupConfig: updateNodegroupConfig,
  UpdateNodegroupVersion: updateNodegroupVersion,

  DescribeNodegroup: (call: Call<Named>) => ({ nodegroup: findNodegroup(call).nodegroup }),

  ListNodegroups: (call: Call<PageInput & Pick<Named, "clusterName">>) => {
    const { nodegroups } = findCluster(call, call.input.clusterName);
    const { page, ...more } = pageOf([...nodegroups.keys()].sort(), call.input);
    return { nodegroups: page, ...more };
  },

  DeleteNodegroup: (call: Call<Named>) => {
    const { cluster, nodegroup } = findNodegroup(call);
    const { nodegroupName, status } = nodegroup;
    if (["UPDATING", "DELETING"].includes(status)) {
      throw refuse("nodegroup-busy", { nodegroup: nodegroupName, status });
    }
    nodegroup.status = "DELETING";
    call.lifecycle.change(cluster, {
      done: () => {
        cluster.nodegroups.delete(nodegroupName);
      },
    });
    return { nodegroup };
  },
} satisfies Record<string, Operation>;

async function createNodegroup(call: Call<CreateNodegroupInput>): Promise<object> {
  const { input, aws } = call;
  const cluster = findUsableCluster(call, input.clusterName);
  if (cluster.nodegroups.has(input.nodegroupName)) {
    throw refuse("nodegroup-exists", { nodegroup: input.nodegroupName, cluster: input.clusterName });
  }
  const trusted = await aws.trustedServices(input.nodeRole);
  if (trusted?.some((service) => service.startsWith("ec2.amazonaws.com")) !== true) {
    throw refuse("node-role", { role: input.nodeRole });
  }
  await checkSubnets(aws, input.subnets);
  const launchTemplate =
    input.launchTemplate === undefined ? undefined : await findLaunchTemplate(aws, input.launchTemplate);
  if (launchTemplate !== undefined && input.diskSize !== undefined) throw refuse("disk-size-twice");
  const { version = cluster.described.version } = input;
  if (isNewer(version, cluster.described.version)) {
    throw refuse("nodegroup-version", { version, cluster: cluster.described.version });
  }

  const nodegroup = describe(call, version, launchTemplate);
  cluster.nodegroups.set(input.nodegroupName, nodegroup);
  admitNodes(cluster, input.nodeRole);
  call.lifecycle.change(cluster, {
    done: () => {
      nodegroup.status = "ACTIVE";
    },
    failed: (reason) => {
      nodegroup.status = "CREATE_FAILED";
      nodegroup.health.issues.push({ code: "NodeCreationFailure", message: reason, resourceIds: [] });
    },
  });
  return { nodegroup };
}

function describe(
  { input, account, region }: Call<CreateNodegroupInput>,
  version: string,
  launchTemplate: LaunchTemplate | undefined,
): DescribedNodegroup {
  const { clusterName, nodegroupName, nodeRole, subnets } = input;
  const id = randomUUID();
  const now = nowInSeconds();
  return {
    ...{ nodegroupName, clusterName, nodeRole, subnets, version, launchTemplate },
    nodegroupArn: `arn:${partitionOf(region)}:eks:${region}:${account}:nodegroup/${clusterName}/${nodegroupName}/${id}`,
    releaseVersion: input.releaseVersion ?? releaseVersionOf(version),
    createdAt: now,
    modifiedAt: now,
    status: "CREATING",
    capacityType: input.capacityType ?? "ON_DEMAND",
    scalingConfig: checkNewScaling(input.scalingConfig),
    instanceTypes: input.instanceTypes ?? (launchTemplate === undefined ? ["t3.medium"] : []),
    amiType: input.amiType ?? "AL2023_x86_64_STANDARD",
    labels: { ...input.labels },
    taints: input.taints ?? [],
    resources: { autoScalingGroups: [{ name: `eks-${nodegroupName}-${id}` }] },
    ...(launchTemplate === undefined ? { diskSize: input.diskSize ?? 20 } : {}),
    health: { issues: [] },
    updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
    nodeRepairConfig: input.nodeRepairConfig,
    tags: { ...input.tags },
  };
}

/** EKS itself lets the nodes of its groups in, where access entries count. */
function admitNodes(cluster: StoredCluster, nodeRole: string): void {
  if (cluster.described.accessConfig.authenticationMode === "CONFIG_MAP") return;
  if (!cluster.accessEntries.has(nodeRole)) addAccessEntry(cluster, { principalArn: nodeRole, type: "EC2_LINUX" });
}
