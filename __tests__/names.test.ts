import fc from "fast-check";
import {
  aliasArn,
  CLUSTER_STACKS,
  localStateFile,
  interruptionQueueName,
  interruptionRuleName,
  karpenterControllerRoleName,
  karpenterNodeInstanceProfileName,
  karpenterNodeRoleName,
  karpenterPolicyName,
  stackOfStateKey,
  flowLogsRoleName,
  stackName,
  stateBucketName,
  stateKey,
  withinLimit,
} from "../config/names";

const clusterNames = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/);

describe("names", () => {
  test("stay as they are where they fit", () => {
    expect(flowLogsRoleName("Carpenter")).toBe("VpcFlowLogsRole-Carpenter");
  });

  test("fit IAM's 64 characters, stay stable, and differ where cluster names differ", () => {
    fc.assert(
      fc.property(clusterNames, clusterNames, (a, b) => {
        expect(flowLogsRoleName(a)).toMatch(/^[\w+=,.@-]{1,64}$/);
        expect(flowLogsRoleName(a)).toBe(flowLogsRoleName(a));
        if (a !== b) expect(flowLogsRoleName(a)).not.toBe(flowLogsRoleName(b));
      }),
    );
  });

  test("of 100 characters that differ in the last one stay apart", () => {
    const long = "x".repeat(99);
    expect(flowLogsRoleName(`${long}a`)).toHaveLength(64);
    expect(flowLogsRoleName(`${long}a`)).not.toBe(flowLogsRoleName(`${long}b`));
  });

  test.each<[(cluster: string) => string, number, RegExp]>([
    [karpenterControllerRoleName, 64, /^[\w+=,.@-]+$/],
    [karpenterNodeRoleName, 64, /^[\w+=,.@-]+$/],
    [karpenterNodeInstanceProfileName, 128, /^[\w+=,.@-]+$/],
    [(cluster) => karpenterPolicyName(cluster, "ResourceDiscovery"), 128, /^[\w+=,.@-]+$/],
    [interruptionQueueName, 80, /^[\w-]+$/],
    [(cluster) => interruptionRuleName(cluster, "capacity-reservation-interruption"), 64, /^[\w.-]+$/],
  ])("of what Karpenter needs fit AWS's limits, and stay apart (%#)", (nameOf, limit, characters) => {
    fc.assert(
      fc.property(fc.uniqueArray(clusterNames, { minLength: 2 }), (clusters) => {
        const names = clusters.map(nameOf);
        expect(new Set(names).size).toBe(clusters.length);
        for (const name of names) expect(name.length <= limit && characters.test(name)).toBe(true);
      }),
    );
    const long = "x".repeat(99);
    expect(nameOf(`${long}a`)).not.toBe(nameOf(`${long}b`));
  });

  test("of what Karpenter needs are those that its guides use, where they fit", () => {
    expect(karpenterControllerRoleName("Carpenter")).toBe("KarpenterControllerRole-Carpenter");
    expect(karpenterNodeRoleName("Carpenter")).toBe("KarpenterNodeRole-Carpenter");
    expect(karpenterNodeInstanceProfileName("Carpenter")).toBe("KarpenterNodeInstanceProfile-Carpenter");
    expect(interruptionQueueName("Carpenter")).toBe("Carpenter");
  });

  test("keep their hash from release to release", () => {
    expect(withinLimit("abcdefghijklmnop", 12)).toBe("abc-f39dac6c");
  });

  test("of stacks differ for clusters that differ by more than case", () => {
    fc.assert(
      fc.property(fc.uniqueArray(clusterNames, { selector: (name) => name.toLowerCase() }), (clusters) => {
        const names = clusters.flatMap((cluster) => CLUSTER_STACKS.map((stack) => stackName(cluster, stack)));
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  test("of states lead back to their stack, and others do not", () => {
    expect(stackOfStateKey(stateKey("Carpenter", "node-pools"))).toBe("carpenter-node-pools");
    for (const key of [
      "carpenter/network.tfstate.tflock",
      "network.tfstate",
      "a/b/network.tfstate",
      "team/app.tfstate",
    ]) {
      expect(stackOfStateKey(key)).toBeUndefined();
    }
  });

  test("of local states differ by project, account and region", () => {
    const home = { project: "Acme", account: "111122223333", region: "eu-west-1" };
    expect(localStateFile(home, "state")).toBe(".terraform-state/acme-111122223333-eu-west-1/state.tfstate");
  });

  test("of buckets are in lower case, and ARNs are of the region's partition", () => {
    expect(stateBucketName("Acme", "111122223333", "eu-west-1")).toBe("acme-tfstate-111122223333-eu-west-1");
    expect(aliasArn("cn-north-1", "111122223333", "alias/x")).toBe("arn:aws-cn:kms:cn-north-1:111122223333:alias/x");
    expect(aliasArn("us-gov-east-1", "111122223333", "alias/x")).toMatch(/^arn:aws-us-gov:/);
    expect(aliasArn("us-east-1", "111122223333", "alias/x")).toMatch(/^arn:aws:/);
  });
});
