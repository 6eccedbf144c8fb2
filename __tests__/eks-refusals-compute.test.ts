import { COMPUTE_REFUSALS } from "../rehearsal/aws/eks/compute-refusals";
import { describeEks, nodegroupInput, role } from "./helpers/eks";
import { ADDON, GROUP, testRefusals } from "./helpers/eks-refusals";

describeEks("EKS emulator refuses, of compute", () => {
  testRefusals(COMPUTE_REFUSALS, {
    "nodegroup-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("DescribeNodegroup", { clusterName: "one", nodegroupName: "x" });
      await bench.refused("DeleteNodegroup", { clusterName: "one", nodegroupName: "x" });
    },
    "nodegroup-exists": async (bench) => {
      await bench.withNodegroup();
      await bench.refused("CreateNodegroup", nodegroupInput());
    },
    "nodegroup-busy": async (bench) => {
      await bench.withNodegroup();
      await bench.must("UpdateNodegroupConfig", { ...GROUP, scalingConfig: { maxSize: 5 } });
      await bench.refused("UpdateNodegroupConfig", { ...GROUP, scalingConfig: { maxSize: 6 } });
      await bench.refused("DeleteNodegroup", GROUP);
    },
    "node-role": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateNodegroup", nodegroupInput({ nodeRole: role("absent") }));
      await bench.refused("CreateNodegroup", nodegroupInput({ nodeRole: role("cluster") }));
    },
    "launch-template-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateNodegroup", nodegroupInput({ launchTemplate: { id: "lt-x", version: "7" } }), "lt-x");
    },
    "disk-size-twice": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateNodegroup", nodegroupInput({ launchTemplate: { id: "lt-1" }, diskSize: 30 }));
    },
    "minimum-over-maximum": async (bench) => {
      await bench.withCluster();
      await bench.scalingRefused(3, 3, 2);
    },
    "minimum-over-desired": async (bench) => {
      await bench.withNodegroup();
      await bench.scalingRefused(2, 1, 3);
      await bench.refused(
        "UpdateNodegroupConfig",
        { ...GROUP, scalingConfig: { minSize: 3 } },
        "Minimum capacity 3 can't be greater than desired size 2",
      );
    },
    "desired-over-maximum": async (bench) => {
      await bench.withNodegroup();
      await bench.refused("UpdateNodegroupConfig", {
        clusterName: "one",
        nodegroupName: "system",
        scalingConfig: { desiredSize: 4 },
      });
    },
    "nodegroup-version": async (bench) => {
      await bench.withNodegroup();
      await bench.refused("CreateNodegroup", nodegroupInput({ nodegroupName: "b", version: "1.35" }));
      await bench.refused("UpdateNodegroupVersion", { ...GROUP, version: "1.35" });
      await bench.refused("UpdateNodegroupVersion", { ...GROUP, version: "1.33" });
    },
    "addon-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateAddon", { ...ADDON, addonName: "nginx" });
    },
    "addon-version": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateAddon", { ...ADDON, addonVersion: "v0.0.1-eksbuild.1" });
      // Of the next Kubernetes version only.
      await bench.refused("CreateAddon", { ...ADDON, addonName: "kube-proxy", addonVersion: "v1.35.3-eksbuild.2" });
    },
    "addon-configuration": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateAddon", { ...ADDON, configurationValues: "{" }, "it is not JSON");
      await bench.refused("CreateAddon", { ...ADDON, configurationValues: "[]" }, "object expected");
      await bench.refused(
        "CreateAddon",
        { ...ADDON, configurationValues: '{"tolerationz":[]}' },
        "$.tolerationz: is not defined",
      );
    },
    "addon-role": async (bench) => {
      await bench.withCluster();
      const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: role("node") }];
      await bench.refused("CreateAddon", { ...ADDON, podIdentityAssociations });
    },
    "addon-exists": async (bench) => {
      await bench.withCluster();
      await bench.must("CreateAddon", ADDON);
      await bench.refused("CreateAddon", ADDON);
    },
    "addon-absent": async (bench) => {
      await bench.withCluster();
      await bench.refused("DescribeAddon", ADDON, "No addon: vpc-cni found in cluster: one");
    },
    "addon-busy": async (bench) => {
      await bench.withCluster();
      await bench.must("CreateAddon", ADDON);
      await bench.refused("UpdateAddon", { ...ADDON, configurationValues: "{}" });
    },
  });
});
