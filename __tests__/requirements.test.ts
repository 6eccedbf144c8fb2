import {
  type AllowList,
  arch,
  capacityType,
  instanceCategory,
  instanceCpu,
  instanceCpuAbove,
  instanceCpuBelow,
  instanceFamily,
  instanceGenerationAbove,
  instanceMemoryAbove,
  instanceMemoryBelow,
  instanceSize,
  instanceType,
  not,
  os,
  type Requirement,
  requirementSchema,
  zone,
} from "../config/requirements";

describe("a helper builds", () => {
  const aws = "karpenter.k8s.aws";
  test.each<[string, Requirement, Requirement]>([
    [
      "capacityType",
      capacityType("reserved", "spot", "on-demand"),
      { key: "karpenter.sh/capacity-type", operator: "In", values: ["reserved", "spot", "on-demand"] },
    ],
    ["arch", arch("arm64", "amd64"), { key: "kubernetes.io/arch", operator: "In", values: ["arm64", "amd64"] }],
    ["os", os("linux"), { key: "kubernetes.io/os", operator: "In", values: ["linux"] }],
    [
      "zone",
      zone("ap-southeast-2a"),
      { key: "topology.kubernetes.io/zone", operator: "In", values: ["ap-southeast-2a"] },
    ],
    [
      "instanceCategory",
      instanceCategory("c", "m"),
      { key: `${aws}/instance-category`, operator: "In", values: ["c", "m"] },
    ],
    ["instanceFamily", instanceFamily("c7i"), { key: `${aws}/instance-family`, operator: "In", values: ["c7i"] }],
    [
      "instanceType",
      instanceType("c7i-flex.large"),
      { key: "node.kubernetes.io/instance-type", operator: "In", values: ["c7i-flex.large"] },
    ],
    ["instanceSize", instanceSize("xlarge"), { key: `${aws}/instance-size`, operator: "In", values: ["xlarge"] }],
    [
      "instanceGenerationAbove",
      instanceGenerationAbove(5),
      { key: `${aws}/instance-generation`, operator: "Gt", values: ["5"] },
    ],
    ["instanceCpu", instanceCpu(4, 8), { key: `${aws}/instance-cpu`, operator: "In", values: ["4", "8"] }],
    ["instanceCpuAbove", instanceCpuAbove(3), { key: `${aws}/instance-cpu`, operator: "Gt", values: ["3"] }],
    ["instanceCpuBelow", instanceCpuBelow(33), { key: `${aws}/instance-cpu`, operator: "Lt", values: ["33"] }],
    [
      "instanceMemoryAbove",
      instanceMemoryAbove(4095),
      { key: `${aws}/instance-memory`, operator: "Gt", values: ["4095"] },
    ],
    [
      "instanceMemoryBelow",
      instanceMemoryBelow(65537),
      { key: `${aws}/instance-memory`, operator: "Lt", values: ["65537"] },
    ],
    ["not", not(instanceFamily("t3")), { key: `${aws}/instance-family`, operator: "NotIn", values: ["t3"] }],
  ])("%s", (_, built, requirement) => {
    expect(built).toEqual(requirement);
    expect(requirementSchema.parse(built)).toEqual(requirement);
  });

  test("not leaves what it is given as it was, and keeps what else that says", () => {
    const families: AllowList = { ...instanceFamily("t3"), minValues: 1 };
    expect(not(families)).toEqual({ ...families, operator: "NotIn" });
    expect(families.operator).toBe("In");
  });
});
