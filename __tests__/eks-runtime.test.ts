import type { ClusterRecord } from "../rehearsal/aws/eks/cluster-record";
import type { ClusterRuntime } from "../rehearsal/aws/eks/cluster-runtime";
import { NO_KUBERNETES } from "../rehearsal/aws/eks/no-kubernetes";
import { describeEks, EksBench, policy, role } from "./helpers/eks";

/** Remembers what it was told, and what the record held then. */
class Recorder implements ClusterRuntime {
  readonly told: string[] = [];
  /** The record of the last call. */
  last: ClusterRecord | undefined;

  start(cluster: ClusterRecord) {
    this.hear("start", cluster);
    return NO_KUBERNETES.start(cluster);
  }

  reconcile(cluster: ClusterRecord) {
    this.hear("reconcile", cluster);
    return Promise.resolve();
  }

  stop(cluster: ClusterRecord) {
    this.hear("stop", cluster);
    return Promise.resolve();
  }

  private hear(what: string, cluster: ClusterRecord): void {
    this.told.push(`${what} ${cluster.name}`);
    this.last = cluster;
  }
}

describeEks("What runs behind EKS clusters", () => {
  let bench: EksBench;
  let runtime: Recorder;
  beforeEach(async () => {
    runtime = new Recorder();
    bench = await EksBench.start({ runtime, settleMs: 1 });
    await bench.cluster();
  });
  afterEach(() => bench.stop());
  const inOne = { clusterName: "one" };

  test("starts with its cluster and ends with it", async () => {
    expect(runtime.told).toEqual(["start one", "reconcile one"]);
    await bench.must("DeleteCluster", { name: "one" });
    await bench.until("ListClusters", {}, "clusters.length", 0);
    expect(runtime.told).toEqual(["start one", "reconcile one", "stop one"]);
  });

  test("ends with the emulator", async () => {
    await bench.eks.stop();
    expect(runtime.told.at(-1)).toBe("stop one");
  });

  test("learns of node groups as long as they are not being deleted", async () => {
    const taints = [{ key: "a", value: "b", effect: "NO_SCHEDULE" }];
    await bench.nodegroup({
      taints,
      labels: { team: "x" },
      launchTemplate: { id: "lt-1" },
      instanceTypes: ["m7g.large"],
    });
    expect(runtime.last?.nodeGroups.get("system")).toEqual({
      name: "system",
      nodeRole: role("node"),
      instanceTypes: ["m7g.large"],
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      subnetIds: ["subnet-a", "subnet-b"],
      desiredSize: 2,
      labels: { team: "x" },
      taints,
      launchTemplate: { id: "lt-1", version: "3" },
    });
    // EKS lets its own groups' nodes in.
    expect(runtime.last?.accessEntries.get(role("node"))).toMatchObject({
      type: "EC2_LINUX",
      username: "system:node:{{EC2PrivateDNSName}}",
      kubernetesGroups: ["system:nodes"],
    });
    await bench.must("DeleteNodegroup", { ...inOne, nodegroupName: "system" });
    await bench.until("ListNodegroups", inOne, "nodegroups.length", 0);
    expect(runtime.last?.nodeGroups.size).toBe(0);
  });

  test("learns of add-ons and of the Kubernetes version once the change is done", async () => {
    const addon = { ...inOne, addonName: "vpc-cni" };
    await bench.must("CreateAddon", addon);
    await bench.until("DescribeAddon", addon, "addon.status", "ACTIVE");
    await bench.must("UpdateAddon", { ...addon, configurationValues: '{"env":{}}' });
    await bench.until("DescribeAddon", addon, "addon.status", "ACTIVE");
    await bench.must("UpdateClusterVersion", { name: "one", version: "1.35" });
    await bench.until("DescribeCluster", { name: "one" }, "cluster.status", "ACTIVE");
    expect(runtime.last).toMatchObject({ version: "1.35", subnetIds: ["subnet-a", "subnet-b"] });
    expect(runtime.last?.addons.get("vpc-cni")).toEqual({
      name: "vpc-cni",
      version: "v1.20.4-eksbuild.2",
      configurationValues: '{"env":{}}',
    });
  });

  test("learns of access before the caller has the answer", async () => {
    const entry = { ...inOne, principalArn: role("admin") };
    await bench.must("CreateAccessEntry", entry);
    const policyArn = policy("AmazonEKSEditPolicy");
    const accessScope = { type: "namespace", namespaces: ["a"] };
    await bench.must("AssociateAccessPolicy", { ...entry, policyArn, accessScope });
    expect(runtime.last?.accessEntries.get(role("admin"))?.policies).toEqual(new Map([[policyArn, accessScope]]));
    const own = { ...inOne, namespace: "a", serviceAccount: "b", roleArn: role("pod") };
    await bench.must("CreatePodIdentityAssociation", own);
    expect([...(runtime.last?.podIdentityAssociations.values() ?? [])]).toMatchObject([
      { namespace: "a", serviceAccount: "b", roleArn: role("pod") },
    ]);
    await bench.must("DeleteAccessEntry", entry);
    expect(runtime.last?.accessEntries.size).toBe(0);
  });
});
