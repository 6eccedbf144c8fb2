import shipped from "../blueprint.config";
import { arch, capacityType, type Requirement } from "../config/requirements";
import { admits } from "./helpers/admits";
import {
  type Block,
  cluster,
  type ClusterInput,
  inventoryOf,
  MINIMAL,
  named,
  POOLS,
  resourcesOf,
  type StackJson,
  synthesise,
  synthesiseStack,
} from "./helpers/synth";

const NAME = "carpenter-node-pools";
const poolsStack = (more: Partial<ClusterInput> = {}, blueprint: object = {}): StackJson =>
  synthesiseStack(NAME, { ...MINIMAL, ...blueprint, clusters: [cluster("Carpenter", { ...POOLS, ...more })] });
const manifestOf = (stack: StackJson, name: string): Block =>
  named(stack, "kubernetes_manifest", `${name}_manifest`).manifest as Block;
const classSpec = (nodeClass: object, more: Partial<ClusterInput> = {}, blueprint: object = {}): Block => {
  const nodeClasses = { default: { ...POOLS.nodeClasses.default, ...nodeClass } };
  return manifestOf(poolsStack({ ...more, nodeClasses }, blueprint), "node-class-default").spec as Block;
};

describe("the node-pools stack", () => {
  const stack = synthesiseStack(NAME, shipped);

  test("has the shipped node class and pools, and nothing else", () => {
    expect(Object.keys(stack.resource)).toEqual(["kubernetes_manifest"]);
    expect(resourcesOf(stack, "kubernetes_manifest").map(({ manifest }) => manifest)).toMatchObject([
      { apiVersion: "karpenter.k8s.aws/v1", kind: "EC2NodeClass", metadata: { name: "default" } },
      { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "ondemand-pool" } },
      { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "spot-pool" } },
    ]);
  });

  test("matches the reviewed snapshot", () => {
    expect(stack.resource).toMatchSnapshot();
  });

  test("waits until each object is ready, for a time", () => {
    for (const manifest of resourcesOf(stack, "kubernetes_manifest")) {
      expect(manifest).toMatchObject({
        wait: { condition: [{ type: "Ready", status: "True" }] },
        timeouts: { create: "5m", update: "5m", delete: "10m" },
      });
    }
  });

  test("names no namespace, which these objects do not have", () => {
    for (const { manifest } of resourcesOf(stack, "kubernetes_manifest")) {
      expect(Object.keys((manifest as { metadata: object }).metadata)).toEqual(["name"]);
    }
  });

  test("writes limits as strings", () => {
    expect(manifestOf(stack, "node-pool-spot-pool").spec).toMatchObject({ limits: { cpu: "1000", memory: "1000Gi" } });
  });

  describe("the shipped pools", () => {
    const specs = ["spot-pool", "ondemand-pool"].map(
      (name) =>
        manifestOf(stack, `node-pool-${name}`).spec as {
          weight: number;
          template: { spec: { requirements: Requirement[] } };
        },
    );
    const labels = (family: string, generation: string, architecture: string, capacity: string) => ({
      "karpenter.sh/capacity-type": capacity,
      "kubernetes.io/arch": architecture,
      "kubernetes.io/os": "linux",
      "karpenter.k8s.aws/instance-category": family,
      "karpenter.k8s.aws/instance-generation": generation,
    });

    test.each([
      ["c7g.2xlarge", labels("c", "7", "arm64", "spot"), [true, false]],
      ["c7i.2xlarge", labels("c", "7", "amd64", "spot"), [true, false]],
      ["c7g.2xlarge on demand", labels("c", "7", "arm64", "on-demand"), [false, true]],
      ["c7i.2xlarge on demand", labels("c", "7", "amd64", "on-demand"), [false, true]],
      ["m5.large", labels("m", "5", "amd64", "spot"), [true, false]],
      ["c4.large", labels("c", "4", "amd64", "spot"), [false, false]],
      ["t3.large", labels("t", "3", "amd64", "spot"), [false, false]],
    ])("admit %s as they should", (_, node, expected) => {
      expect(specs.map(({ template }) => admits(template.spec.requirements, node))).toEqual(expected);
    });

    test("are tried spot first", () => {
      expect(specs.map(({ weight }) => weight)).toEqual([100, 10]);
    });
  });

  describe("a node class", () => {
    const DISCOVERED = [{ tags: { "karpenter.sh/discovery": "Carpenter" } }];

    test("has our role, finds subnets and security group by tag, and tags what it launches", () => {
      expect(classSpec({})).toEqual({
        amiSelectorTerms: [{ alias: "al2023@v20261101" }],
        role: "KarpenterNodeRole-Carpenter",
        subnetSelectorTerms: DISCOVERED,
        securityGroupSelectorTerms: DISCOVERED,
        tags: { cluster: "Carpenter", "managed-by": "carpenter", project: "carpenter" },
      });
    });

    test("has our instance profile by choice, and no role", () => {
      const spec = classSpec({}, { karpenter: { version: "1.14.1", nodeInstanceProfile: true } });
      expect(spec.instanceProfile).toBe("KarpenterNodeInstanceProfile-Carpenter");
      expect(spec).not.toHaveProperty("role");
    });

    test("keeps its own role or profile", () => {
      expect(classSpec({ role: "mine" })).toMatchObject({ role: "mine" });
      const profiled = classSpec({ instanceProfile: "mine", instanceProfileRole: "mine-too" });
      expect(profiled).toMatchObject({ instanceProfile: "mine" });
      expect(profiled).not.toHaveProperty("role");
      expect(profiled).not.toHaveProperty("instanceProfileRole");
    });

    test("keeps its own selectors", () => {
      const terms = {
        subnetSelectorTerms: [{ id: "subnet-0aaaaaaa" }],
        securityGroupSelectorTerms: [{ name: "mine" }],
      };
      expect(classSpec(terms)).toMatchObject(terms);
    });

    test("merges its tags over the configuration's", () => {
      expect(classSpec({ tags: { team: "b", Name: "x" } }, {}, { tags: { team: "a", cost: "1" } }).tags).toEqual({
        cluster: "Carpenter",
        "managed-by": "carpenter",
        project: "carpenter",
        cost: "1",
        team: "b",
        Name: "x",
      });
    });

    test("names subnets and security group by id where the VPC may not be tagged", () => {
      const existing = {
        vpcId: "vpc-0aaaaaaa",
        privateSubnetIds: ["subnet-0bbbbbb1", "subnet-0bbbbbb2"],
        intraSubnetIds: ["subnet-0cccccc1", "subnet-0cccccc2"],
      };
      const byTag = classSpec({}, { network: { existing } });
      expect(byTag).toMatchObject({ subnetSelectorTerms: DISCOVERED, securityGroupSelectorTerms: DISCOVERED });
      const byId = classSpec({}, { network: { existing: { ...existing, tagSubnets: false } } });
      expect(byId.subnetSelectorTerms).toEqual([{ id: "subnet-0bbbbbb1" }, { id: "subnet-0bbbbbb2" }]);
      expect(byId.securityGroupSelectorTerms).toEqual([
        { id: expect.stringMatching(/aws_security_groupsecurity-groups_node_\w+id}$/) as string },
      ]);
    });

    test("has labels and annotations of its own, and no field that Karpenter does not know", () => {
      const nodeClasses = {
        default: { ...POOLS.nodeClasses.default, labels: { a: "b" }, annotations: { "c/d": "e" } },
      };
      const manifest = manifestOf(poolsStack({ nodeClasses }), "node-class-default");
      expect(manifest.metadata).toEqual({ name: "default", labels: { a: "b" }, annotations: { "c/d": "e" } });
      expect(manifest.spec).not.toHaveProperty("labels");
    });

    test("hands user data on letter by letter", () => {
      expect(classSpec({ userData: "echo ${HOME} %{x}" }).userData).toBe("echo $${HOME} %%{x}");
    });
  });

  describe("a node pool", () => {
    test("names its class in full", () => {
      expect(manifestOf(poolsStack(), "node-pool-general").spec).toMatchObject({
        template: {
          spec: { nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" } },
        },
      });
    });

    test("has nothing that was not asked for: the API server has the defaults", () => {
      expect(manifestOf(poolsStack(), "node-pool-general").spec).toEqual({
        template: {
          spec: {
            nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
            requirements: [capacityType("on-demand"), arch("amd64")],
          },
        },
      });
    });

    test("hands annotations on letter by letter", () => {
      const nodePools = { general: { ...POOLS.nodePools.general, annotations: { note: "${x}" } } };
      expect(manifestOf(poolsStack({ nodePools }), "node-pool-general").metadata).toMatchObject({
        annotations: { note: "$${x}" },
      });
    });

    test("comes after its own class alone", () => {
      const nodeClasses = { ...POOLS.nodeClasses, other: POOLS.nodeClasses.default };
      const { depends_on: dependsOn } = named(
        poolsStack({ nodeClasses }),
        "kubernetes_manifest",
        "node-pool-general_manifest",
      );
      expect(dependsOn).toEqual([expect.stringContaining("node-class-default")]);
    });
  });

  test("is there for classes alone, and not without either", () => {
    const stacksOf = (more: Partial<ClusterInput>) =>
      Object.keys(synthesise({ ...MINIMAL, clusters: [cluster("Carpenter", { demo: {}, ...more })] }).stacks);
    expect(stacksOf({ nodeClasses: POOLS.nodeClasses })).toContain(NAME);
    expect(stacksOf({ nodeClasses: POOLS.nodeClasses })).not.toContain("carpenter-demo");
    expect(stacksOf({})).not.toContain(NAME);
    expect(stacksOf({})).not.toContain("carpenter-demo");
  });

  test("has no resource in AWS", () => {
    expect(inventoryOf(stack)).toEqual({ kubernetes_manifest: 3 });
    expect(Object.keys(stack.provider)).toEqual(["kubernetes"]);
  });
});
