import { CLUSTER_REFUSALS } from "../rehearsal/aws/eks/cluster-refusals";
import { clusterInput, describeEks, nodegroupInput, role } from "./helpers/eks";
import { ADDON, ENTRY, testRefusals } from "./helpers/eks-refusals";

describeEks("EKS emulator refuses, of clusters", () => {
  testRefusals(CLUSTER_REFUSALS, {
    "cluster-unknown": async (bench) => {
      await bench.start();
      await bench.refused("DescribeCluster", { name: "one" }, "No cluster found for name: one.");
      await bench.refused("CreateNodegroup", nodegroupInput());
    },
    "cluster-exists": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateCluster", clusterInput());
    },
    "cluster-not-active": async (bench) => {
      await bench.start({ settleMs: 60_000 });
      await bench.must("CreateCluster", clusterInput());
      await bench.refused("CreateNodegroup", nodegroupInput());
      await bench.refused("CreateAddon", ADDON);
      await bench.refused("CreateAccessEntry", ENTRY);
    },
    "cluster-busy": async (bench) => {
      await bench.withCluster();
      const config = (deletionProtection: boolean) => ({ name: "one", deletionProtection });
      await bench.must("UpdateClusterConfig", config(true));
      await bench.refused("UpdateClusterConfig", { name: "one", zonalShiftConfig: { enabled: true } });
      await bench.refused("UpdateClusterVersion", { name: "one", version: "1.35" });
      await bench.refused("DeleteCluster", { name: "one" });
    },
    "cluster-has-nodegroups": async (bench) => {
      await bench.withNodegroup();
      await bench.refused("DeleteCluster", { name: "one" });
    },
    "deletion-protection": async (bench) => {
      await bench.withCluster({ deletionProtection: true });
      await bench.refused("DeleteCluster", { name: "one" });
    },
    "cluster-role": async (bench) => {
      await bench.start();
      await bench.refused("CreateCluster", clusterInput({ roleArn: role("absent") }));
      await bench.refused("CreateCluster", clusterInput({ roleArn: role("node") }));
    },
    "subnet-unknown": async (bench) => {
      await bench.withCluster();
      const resourcesVpcConfig = { subnetIds: ["subnet-a", "subnet-x"] };
      await bench.refused(
        "CreateCluster",
        clusterInput({ name: "two", resourcesVpcConfig }),
        "The subnet ID 'subnet-x'",
      );
      await bench.refused("CreateNodegroup", nodegroupInput({ subnets: ["subnet-x"] }));
    },
    "too-few-zones": async (bench) => {
      await bench.start();
      await bench.refused(
        "CreateCluster",
        clusterInput({ resourcesVpcConfig: { subnetIds: ["subnet-a", "subnet-a2"] } }),
      );
    },
    "security-group-unknown": async (bench) => {
      await bench.start();
      const resourcesVpcConfig = { subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-x"] };
      await bench.refused("CreateCluster", clusterInput({ resourcesVpcConfig }));
    },
    "no-endpoint": async (bench) => {
      await bench.withCluster();
      await bench.refused("UpdateClusterConfig", { name: "one", resourcesVpcConfig: { endpointPublicAccess: false } });
    },
    "version-unsupported": async (bench) => {
      await bench.start({ today: "2026-11-26" });
      await bench.refused("CreateCluster", clusterInput({ version: "9.9" }));
      await bench.refused("CreateCluster", clusterInput({ version: "1.30" }), "unsupported Kubernetes version");
      // Its extended support ends today.
      await bench.must("CreateCluster", clusterInput({ version: "1.31" }));
    },
    "version-step": async (bench) => {
      await bench.withCluster();
      const go = (version: string) => ["UpdateClusterVersion", { name: "one", version }] as const;
      await bench.refused(...go("1.36"), "Unsupported Kubernetes minor version update from 1.34 to 1.36");
      await bench.refused(...go("1.34"));
      await bench.refused(...go("1.33"));
    },
    "authentication-mode-step": async (bench) => {
      await bench.withCluster({ accessConfig: { authenticationMode: "CONFIG_MAP" } });
      const accessConfig = { authenticationMode: "API" };
      await bench.refused("UpdateClusterConfig", { name: "one", accessConfig }, "from CONFIG_MAP to API");
    },
    "authentication-mode-creator": async (bench) => {
      await bench.start();
      const accessConfig = { bootstrapClusterCreatorAdminPermissions: false };
      await bench.refused("CreateCluster", clusterInput({ accessConfig }));
    },
    "config-types": async (bench) => {
      await bench.withCluster();
      await bench.refused("UpdateClusterConfig", { name: "one" }, "got none");
      await bench.refused("UpdateClusterConfig", {
        name: "one",
        deletionProtection: true,
        zonalShiftConfig: { enabled: true },
      });
    },
    "config-unchanged": async (bench) => {
      await bench.withCluster();
      await bench.refused("UpdateClusterConfig", {
        name: "one",
        resourcesVpcConfig: { publicAccessCidrs: ["0.0.0.0/0"] },
      });
    },
    "update-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("DescribeUpdate", { name: "one", updateId: "none" });
    },
  });
});
