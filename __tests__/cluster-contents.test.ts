import { ADDONS } from "../constructs/cluster/addon-table";
import { ADDON_WORKLOADS } from "../rehearsal/kubernetes/addon-table";
import { addonObjects } from "../rehearsal/kubernetes/addons";
import { instanceIdOf, isCurrent, nodeObject, nodeTaints, resources } from "../rehearsal/kubernetes/node-object";
import { addon, clusterRecord, nodeGroup } from "./helpers/clusters";

const LARGE = {
  name: "c7i-flex.large",
  vcpus: 2,
  memoryMiB: 4096,
  architecture: "amd64",
  interfaces: 3,
  addressesPerInterface: 10,
} as const;
const INSTANCE = {
  id: "i-1",
  privateDnsName: "ip-10-0-0-1.ap-southeast-2.compute.internal",
  privateIpAddress: "10.0.0.1",
  zone: "ap-southeast-2a",
  instanceType: "c7i-flex.large",
};

describe("the node of a managed group", () => {
  const node = nodeObject(clusterRecord(), nodeGroup(), INSTANCE, LARGE);

  test("is named and labelled as kubelet, cloud and group do", () => {
    expect(node.metadata.name).toBe(INSTANCE.privateDnsName);
    expect(node.spec.providerID).toBe("aws:///ap-southeast-2a/i-1");
    expect(instanceIdOf(node)).toBe("i-1");
    expect(node.metadata.labels).toEqual({
      "carpenter/role": "system",
      "eks.amazonaws.com/capacityType": "ON_DEMAND",
      "eks.amazonaws.com/nodegroup": "system",
      "eks.amazonaws.com/sourceLaunchTemplateId": "lt-1",
      "eks.amazonaws.com/sourceLaunchTemplateVersion": "1",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": INSTANCE.privateDnsName,
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": "c7i-flex.large",
      "topology.ebs.csi.aws.com/zone": "ap-southeast-2a",
      "topology.kubernetes.io/region": "ap-southeast-2",
      "topology.kubernetes.io/zone": "ap-southeast-2a",
    });
  });

  test("has its taints in Kubernetes' words, and is not ready yet", () => {
    expect(node.spec.taints).toEqual([{ key: "dedicated", value: "system", effect: "NoSchedule" }]);
    expect(node.status).toMatchObject({ conditions: [{ type: "Ready", status: "False" }], ...resources(LARGE) });
    expect(() => nodeTaints(nodeGroup({ taints: [{ key: "dedicated", effect: "NoSchedule" }] }))).toThrow(
      "taint dedicated: expected the effect NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE, got NoSchedule",
    );
  });

  test("is current as long as its launch template's version is the group's", () => {
    expect(isCurrent(node, nodeGroup())).toBe(true);
    expect(isCurrent(node, nodeGroup({ launchTemplate: { id: "lt-1", version: "2" } }))).toBe(false);
    const latest = nodeGroup({ launchTemplate: { id: "lt-1", version: "$Latest" } });
    expect(isCurrent(nodeObject(clusterRecord(), latest, INSTANCE, LARGE), latest)).toBe(true);
  });

  test("holds what its instance type leaves", () => {
    // 4096 − ceil(307.2) = 3788; 3 × 9 + 2 = 29 pods; 11 × 29 + 255 = 574; 3788 − 574 − 100 = 3114.
    expect(resources(LARGE)).toMatchObject({
      capacity: { cpu: "2", memory: "3788Mi", pods: "29" },
      allocatable: { cpu: "1930m", memory: "3114Mi", pods: "29" },
    });
    // Graviton: 8192 − 64 = 8128; − ceil(609.6) = 7518; eight cores: 8000 − 60 − 10 − 5 − 5 − 4 × 2.5 = 7910.
    expect(resources({ ...LARGE, architecture: "arm64", memoryMiB: 8192, vcpus: 8 })).toMatchObject({
      capacity: { cpu: "8", memory: "7518Mi" },
      allocatable: { cpu: "7910m" },
    });
  });
});

describe("an add-on in the cluster", () => {
  const pods = (name: string, values?: object) =>
    addonObjects(addon(name, values)).map(({ kind, metadata, spec }) => ({
      kind,
      name: metadata.name,
      ...(spec as { replicas?: number; template: { spec: { tolerations: object[]; nodeSelector?: object } } }),
    }));

  test("is known for each that the blueprint has", () => {
    expect(ADDON_WORKLOADS.map(({ name }) => name).sort()).toEqual(ADDONS.map(({ name }) => name).sort());
  });

  test.each(ADDON_WORKLOADS)("$name: its DaemonSets tolerate everything, its Deployments do not", ({ name }) => {
    for (const { kind, template } of pods(name)) {
      const everything = template.spec.tolerations.some((each) => JSON.stringify(each) === '{"operator":"Exists"}');
      expect(everything).toBe(kind === "DaemonSet");
    }
  });

  test("goes where its configuration says", () => {
    const tolerations = [{ key: "dedicated", operator: "Exists" }];
    const values = { nodeSelector: { role: "system" }, tolerations, replicaCount: 3 };
    expect(pods("coredns", values)).toMatchObject([
      { kind: "Deployment", replicas: 3, template: { spec: { nodeSelector: { role: "system" }, tolerations } } },
    ]);
    expect(pods("coredns")[0]?.template.spec.nodeSelector).toBeUndefined();
  });

  test("with a controller takes the controller's values for it alone", () => {
    const tolerations = [{ key: "dedicated", operator: "Exists" }];
    expect(pods("aws-ebs-csi-driver", { controller: { tolerations } })).toMatchObject([
      { name: "ebs-csi-controller", template: { spec: { tolerations } } },
      { name: "ebs-csi-node", template: { spec: { tolerations: [{ operator: "Exists" }] } } },
    ]);
  });

  test("asks for what its publisher says, or its configuration for the main container", () => {
    const containers = (values?: object) =>
      addonObjects(addon("vpc-cni", values)).map(
        ({ spec }) =>
          (spec as { template: { spec: { containers: { resources: object }[] } } }).template.spec.containers,
      )[0];
    expect(containers()?.map((each) => each.resources)).toEqual([
      { requests: { cpu: "25m" } },
      { requests: { cpu: "25m" } },
    ]);
    const resources = { requests: { cpu: "50m" } };
    expect(containers({ resources })?.map((each) => each.resources)).toEqual([resources, { requests: { cpu: "25m" } }]);
  });
});
