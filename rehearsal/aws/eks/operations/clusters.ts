import { type Call, findCluster, findUsableCluster, type Operation } from "../call";
import { minorOf, offeredVersions } from "../catalogue";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { showUpdate } from "../updates";
import { startClusterUpdate, updateClusterConfig } from "./cluster-config";
import { createCluster } from "./create-cluster";

interface Named {
  readonly name: string;
}

export const CLUSTER_OPERATIONS = {
  CreateCluster: createCluster,
  UpdateClusterConfig: updateClusterConfig,

  DescribeCluster: (call: Call<Named>) => ({ cluster: findCluster(call, call.input.name).described }),

  ListClusters: ({ clusters, input }: Call<PageInput>) => {
    const { page, ...more } = pageOf([...clusters.keys()].sort(), input);
    return { clusters: page, ...more };
  },

  UpdateClusterVersion: (call: Call<Named & { readonly version: string }>) => {
    const { name, version: to } = call.input;
    const cluster = findUsableCluster(call, name);
    const { version: from } = cluster.described;
    if (!offeredVersions(call.today).includes(to)) throw refuse("version-unsupported");
    if (minorOf(to) !== minorOf(from) + 1) throw refuse("version-step", { from, to });
    const params = { Version: to, PlatformVersion: cluster.described.platformVersion };
    const update = startClusterUpdate(call, cluster, "VersionUpdate", params, () => {
      cluster.described.version = to;
    });
    return { update: showUpdate(update) };
  },

  DeleteCluster: (call: Call<Named>) => {
    const cluster = findCluster(call, call.input.name);
    const { described, nodegroups } = cluster;
    // What never came up may go all the same.
    if (described.deletionProtection && described.status !== "FAILED")
      throw refuse("deletion-protection", { cluster: described.name });
    if (nodegroups.size > 0) throw refuse("cluster-has-nodegroups");
    if (["CREATING", "UPDATING", "DELETING"].includes(described.status)) {
      throw refuse("cluster-busy", { type: "DeleteCluster", cluster: described.name });
    }
    described.status = "DELETING";
    call.lifecycle.end(
      cluster,
      async () => {
        await call.aws.deleteSecurityGroup(described.resourcesVpcConfig.clusterSecurityGroupId);
        call.clusters.delete(described.name);
      },
      (reason) => {
        described.status = "FAILED";
        described.health.issues.push({ code: "InternalFailure", message: reason, resourceIds: [] });
      },
    );
    return { cluster: described };
  },
} satisfies Record<string, Operation>;
