import type { ClusterRuntime } from "../rehearsal/aws/eks/cluster-runtime";
import { NO_KUBERNETES } from "../rehearsal/aws/eks/no-kubernetes";
import { STATES } from "../rehearsal/aws/eks/states";
import { at, clusterInput, describeEks, EksBench, type Input, nodegroupInput } from "./helpers/eks";
import { testEveryRow } from "./helpers/rows";

const CLUSTER: Input = { name: "one" };
const IN_ONE: Input = { clusterName: "one" };
const GROUP: Input = { clusterName: "one", nodegroupName: "system" };
const ADDON: Input = { clusterName: "one", addonName: "vpc-cni" };
const COREDNS: Input = { clusterName: "one", addonName: "coredns" };
const TAINT = { key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" };
const tolerating = (key: string) =>
  JSON.stringify({ tolerations: [{ key, operator: "Exists", effect: "NoSchedule" }] });

/** Runs until it is told to fail. */
function fragile(): { runtime: ClusterRuntime; break: () => void } {
  let isBroken = false;
  const mayFail = <T>(work: Promise<T>) => (isBroken ? Promise.reject(new Error("no room")) : work);
  return {
    runtime: {
      start: (cluster) => mayFail(NO_KUBERNETES.start(cluster)),
      reconcile: () => mayFail(Promise.resolve()),
      stop: () => Promise.resolve(),
    },
    break: () => {
      isBroken = true;
    },
  };
}

describeEks("EKS emulator shows", () => {
  let bench: EksBench;
  const start = async () => {
    bench = await EksBench.start();
    await bench.cluster();
  };
  const updateOf = (answer: Input, of: Input = CLUSTER): Input => ({
    name: "one",
    updateId: at(answer, "update.id"),
    ...of,
  });

  const tests: Readonly<Record<string, () => Promise<void>>> = {
    "cluster CREATING": async () => {
      bench = await EksBench.start();
      expect(at(await bench.must("CreateCluster", clusterInput()), "cluster.status")).toBe("CREATING");
      const described = await bench.must("DescribeCluster", CLUSTER);
      expect(at(described, "cluster")).toMatchObject({ status: "CREATING", version: "1.34" });
      expect(at(described, "cluster.endpoint")).toBeUndefined();
    },
    "cluster ACTIVE": async () => {
      await start();
      expect(at(await bench.must("DescribeCluster", CLUSTER), "cluster")).toMatchObject({
        endpoint: expect.stringMatching(/^https:\/\/\w+\.gr7\.ap-southeast-2\.eks\.amazonaws\.com$/) as string,
        certificateAuthority: { data: expect.stringMatching(/^LS0tLS1CRUdJTi/) as string },
        identity: { oidc: { issuer: expect.stringMatching(/^https:\/\/oidc\.eks\.ap-southeast-2\./) as string } },
        resourcesVpcConfig: { vpcId: "vpc-1", clusterSecurityGroupId: "sg-cluster", publicAccessCidrs: ["0.0.0.0/0"] },
      });
    },
    "cluster UPDATING": async () => {
      await start();
      await bench.must("UpdateClusterVersion", { name: "one", version: "1.35" });
      const { cluster } = await bench.must("DescribeCluster", CLUSTER);
      expect(cluster).toMatchObject({ status: "UPDATING", version: "1.34" });
      await bench.until("DescribeCluster", CLUSTER, "cluster.version", "1.35");
    },
    "cluster DELETING": async () => {
      await start();
      expect(at(await bench.must("DeleteCluster", CLUSTER), "cluster.status")).toBe("DELETING");
      await bench.until("ListClusters", {}, "clusters.length", 0);
      expect((await bench.call("DescribeCluster", CLUSTER)).status).toBe(404);
    },
    "cluster FAILED": async () => {
      const { runtime, break: breakNow } = fragile();
      bench = await EksBench.start({ runtime });
      breakNow();
      await bench.must("CreateCluster", clusterInput());
      await bench.until("DescribeCluster", CLUSTER, "cluster.status", "FAILED");
      expect(bench.eks.failures).toEqual(["one: start: no room"]);
    },
    "nodegroup CREATING": async () => {
      await start();
      const { nodegroup } = await bench.must("CreateNodegroup", nodegroupInput());
      expect(nodegroup).toMatchObject({ status: "CREATING", version: "1.34" });
      // EKS lets its own groups' nodes in.
      expect(at(await bench.must("ListAccessEntries", IN_ONE), "accessEntries.length")).toBe(1);
    },
    "nodegroup ACTIVE": async () => {
      await start();
      await bench.nodegroup({ launchTemplate: { id: "lt-1" } });
      expect(at(await bench.must("DescribeNodegroup", GROUP), "nodegroup")).toMatchObject({
        launchTemplate: { id: "lt-1", name: "template", version: "3" },
        scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
        releaseVersion: expect.stringMatching(/^1\.34\.\d+-\d{8}$/) as string,
      });
    },
    "nodegroup UPDATING": async () => {
      await start();
      await bench.nodegroup({ taints: [TAINT], labels: { a: "1", b: "2" } });
      await bench.must("UpdateNodegroupConfig", {
        ...GROUP,
        scalingConfig: { minSize: 2, desiredSize: 3, maxSize: 4 },
        labels: { addOrUpdateLabels: { a: "3" }, removeLabels: ["b"] },
        taints: { addOrUpdateTaints: [{ ...TAINT, value: "yes" }] },
      });
      expect(at(await bench.must("DescribeNodegroup", GROUP), "nodegroup.status")).toBe("UPDATING");
      await bench.until("DescribeNodegroup", GROUP, "nodegroup.status", "ACTIVE");
      expect(at(await bench.must("DescribeNodegroup", GROUP), "nodegroup")).toMatchObject({
        scalingConfig: { minSize: 2, desiredSize: 3, maxSize: 4 },
        labels: { a: "3" },
        taints: [{ ...TAINT, value: "yes" }],
      });
    },
    "nodegroup DELETING": async () => {
      await start();
      await bench.nodegroup();
      expect(at(await bench.must("DeleteNodegroup", GROUP), "nodegroup.status")).toBe("DELETING");
      await bench.until("ListNodegroups", IN_ONE, "nodegroups.length", 0);
    },
    "nodegroup CREATE_FAILED": async () => {
      const { runtime, break: breakNow } = fragile();
      bench = await EksBench.start({ runtime });
      await bench.cluster();
      breakNow();
      await bench.must("CreateNodegroup", nodegroupInput());
      await bench.until("DescribeNodegroup", GROUP, "nodegroup.status", "CREATE_FAILED");
      const { nodegroup } = await bench.must("DescribeNodegroup", GROUP);
      expect(at(nodegroup, "health.issues.0")).toMatchObject({ code: "NodeCreationFailure", message: "no room" });
    },
    "addon CREATING": async () => {
      await start();
      const { addon } = await bench.must("CreateAddon", ADDON);
      expect(addon).toMatchObject({ status: "CREATING", addonVersion: "v1.20.4-eksbuild.2" });
    },
    "addon ACTIVE": async () => {
      await start();
      await bench.must("CreateAddon", ADDON);
      // A DaemonSet waits for no node.
      await bench.until("DescribeAddon", ADDON, "addon.status", "ACTIVE");
    },
    "addon UPDATING": async () => {
      await start();
      await bench.must("CreateAddon", ADDON);
      await bench.until("DescribeAddon", ADDON, "addon.status", "ACTIVE");
      await bench.must("UpdateAddon", { ...ADDON, configurationValues: '{"env":{"A":"b"}}' });
      expect(at(await bench.must("DescribeAddon", ADDON), "addon.status")).toBe("UPDATING");
      await bench.until("DescribeAddon", ADDON, "addon.configurationValues", '{"env":{"A":"b"}}');
    },
    "addon DELETING": async () => {
      await start();
      await bench.must("CreateAddon", ADDON);
      await bench.until("DescribeAddon", ADDON, "addon.status", "ACTIVE");
      expect(at(await bench.must("DeleteAddon", ADDON), "addon.status")).toBe("DELETING");
      await bench.until("ListAddons", IN_ONE, "addons.length", 0);
    },
    "addon DEGRADED": async () => {
      await start();
      await bench.must("CreateAddon", COREDNS);
      await bench.until("DescribeAddon", COREDNS, "addon.status", "DEGRADED");
      const { addon } = await bench.must("DescribeAddon", COREDNS);
      expect(at(addon, "health.issues.0.code")).toBe("InsufficientNumberOfReplicas");

      await bench.nodegroup({ taints: [{ ...TAINT, key: "mine" }] });
      expect(at(await bench.must("DescribeAddon", COREDNS), "addon.status")).toBe("DEGRADED");
      await bench.must("UpdateAddon", { ...COREDNS, configurationValues: tolerating("other") });
      await bench.until("DescribeAddon", COREDNS, "addon.status", "DEGRADED");
      await bench.must("UpdateAddon", { ...COREDNS, configurationValues: tolerating("mine") });
      await bench.until("DescribeAddon", COREDNS, "addon.status", "ACTIVE");

      const nodeSelector = { "eks.amazonaws.com/nodegroup": "other" };
      const values = { ...(JSON.parse(tolerating("mine")) as object), nodeSelector };
      await bench.must("UpdateAddon", { ...COREDNS, configurationValues: JSON.stringify(values) });
      await bench.until("DescribeAddon", COREDNS, "addon.status", "DEGRADED");
    },
    "update InProgress": async () => {
      await start();
      const started = await bench.must("UpdateClusterConfig", {
        name: "one",
        resourcesVpcConfig: { publicAccessCidrs: ["203.0.113.0/24"] },
      });
      expect(at(await bench.must("DescribeUpdate", updateOf(started)), "update")).toMatchObject({
        status: "InProgress",
        type: "EndpointAccessUpdate",
        params: [{ type: "PublicAccessCidrs", value: '["203.0.113.0/24"]' }],
      });
    },
    "update Successful": async () => {
      await start();
      await bench.nodegroup();
      const first = await bench.must("UpdateNodegroupConfig", { ...GROUP, scalingConfig: { maxSize: 9 } });
      const of = { nodegroupName: "system" };
      await bench.until("DescribeUpdate", updateOf(first, of), "update.status", "Successful");
      // The newest first, and each history by itself.
      const second = await bench.must("UpdateNodegroupConfig", { ...GROUP, scalingConfig: { maxSize: 8 } });
      expect((await bench.must("ListUpdates", { name: "one", ...of })).updateIds).toEqual([
        at(second, "update.id"),
        at(first, "update.id"),
      ]);
      expect((await bench.must("ListUpdates", CLUSTER)).updateIds).toEqual([]);
    },
    "update Failed": async () => {
      const { runtime, break: breakNow } = fragile();
      bench = await EksBench.start({ runtime });
      await bench.cluster();
      breakNow();
      const started = await bench.must("UpdateClusterConfig", { name: "one", deletionProtection: true });
      await bench.until("DescribeUpdate", updateOf(started), "update.status", "Failed");
      const { update } = await bench.must("DescribeUpdate", updateOf(started));
      expect(at(update, "errors")).toEqual([{ errorCode: "Unknown", errorMessage: "no room" }]);
    },
  };

  const rows = Object.entries(STATES).flatMap(([kind, states]) => states.map((state) => `${kind} ${state}`));
  const checked = Object.entries(tests).map(([name, body]) => {
    const run = async () => {
      try {
        await body();
        expect(bench.eks.violations).toEqual([]);
      } finally {
        await bench.stop();
      }
    };
    return [name, run] as const;
  });
  testEveryRow(rows, Object.fromEntries(checked));
});
