import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadSettings, resolveSettings } from "../config/load";
import type { Blueprint } from "../config/blueprint";
import { cluster, type ClusterInput, MINIMAL, POOLS, settingsOf, TODAY } from "./helpers/synth";

const PROJECT = resolve(__dirname, "..");

const DOCUMENTATION_WARNING =
  "account: 111122223333 is the account of AWS's documentation, and every deploy will be refused; run export AWS_ACCOUNT_ID=<your account>, or set account in blueprint.config.ts";

describe("settings", () => {
  test("put every default in place", () => {
    expect(settingsOf(MINIMAL)).toEqual({
      source: "blueprint.config.ts",
      project: "carpenter",
      account: "111122223333",
      accountFrom: "default",
      region: "ap-southeast-2",
      tags: {},
      state: {
        backend: "s3",
        account: "111122223333",
        region: "ap-southeast-2",
        bucket: "carpenter-tfstate-111122223333-ap-southeast-2",
        encryption: "SSE-S3",
        noncurrentVersionExpirationDays: 90,
        forceDestroy: false,
      },
      providerVersions: { aws: "6.25.0", helm: "3.1.1", kubernetes: "2.38.0", time: "0.13.1" },
      clusters: [
        {
          name: "Carpenter",
          account: "111122223333",
          region: "ap-southeast-2",
          network: {
            cidr: "10.0.0.0/16",
            allowPublicCidr: false,
            zones: 3,
            natGateway: "single",
            interfaceEndpoints: [],
          },
          cluster: {
            version: "1.35",
            allowUnsupportedVersion: false,
            endpointPublicAccess: true,
            endpointPrivateAccess: true,
            publicAccessCidrs: ["0.0.0.0/0"],
            access: [],
            logging: { types: ["api", "audit", "authenticator"], retentionInDays: 90 },
            addons: {
              "vpc-cni": { configurationValues: {} },
              "kube-proxy": { configurationValues: {} },
              "eks-pod-identity-agent": { configurationValues: {} },
              coredns: { configurationValues: {} },
            },
            systemNodes: {
              instanceTypes: ["c7i-flex.large"],
              capacityType: "ON_DEMAND",
              minSize: 1,
              desiredSize: 1,
              maxSize: 2,
              maxUnavailable: 1,
              volumeSizeGiB: 20,
              labels: { "workload-type": "system" },
              taints: [{ key: "workload-type", value: "system", effect: "NO_SCHEDULE" }],
            },
            identity: "pod-identity",
            deletionProtection: false,
            zonalShift: false,
            supportType: "STANDARD",
          },
          karpenter: {
            version: "1.14.1",
            namespace: "karpenter",
            serviceAccount: "karpenter-sa",
            chartRepository: "oci://public.ecr.aws/karpenter",
            imageRepository: "public.ecr.aws/karpenter/controller",
            resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
            logLevel: "info",
            priorityClassName: "system-cluster-critical",
            batchMaxDuration: "10s",
            batchIdleDuration: "1s",
            metricsPort: 8080,
            serviceMonitor: false,
            featureGates: {
              nodeRepair: false,
              nodeOverlay: false,
              reservedCapacity: true,
              spotToSpotConsolidation: false,
              staticCapacity: false,
              capacityBuffer: false,
            },
            env: {},
            nodeInstanceProfile: false,
            identityWait: "30s",
            crdWait: "120s",
            values: {},
          },
          nodeClasses: {},
          nodePools: {},
          iam: { rolePath: "/" },
        },
      ],
      clusterNames: ["Carpenter"],
      stackNames: ["carpenter-network", "carpenter-cluster", "carpenter-karpenter-infra", "carpenter-karpenter"],
      isPart: false,
      warnings: expect.any(Array) as unknown[],
    });
  });

  test("let a cluster and the state inherit account and region, or have their own", () => {
    const settings = settingsOf(
      {
        account: "222222222222",
        region: "us-east-1",
        state: { account: "333333333333", assumeRole: "arn:aws:iam::333333333333:role/state" },
        clusters: [cluster("a"), cluster("b", { account: "444444444444", region: "eu-west-1" })],
      },
      { AWS_ACCOUNT_ID: "555555555555" },
    );
    expect(settings.clusters.map(({ account, region }) => [account, region])).toEqual([
      ["222222222222", "us-east-1"],
      ["444444444444", "eu-west-1"],
    ]);
    expect([settings.state.account, settings.state.region, settings.accountFrom]).toEqual([
      "333333333333",
      "us-east-1",
      "configuration",
    ]);
  });

  test("take the account from the environment where the configuration names none", () => {
    const settings = settingsOf(MINIMAL, { AWS_ACCOUNT_ID: "555555555555" });
    expect([settings.account, settings.accountFrom]).toEqual(["555555555555", "AWS_ACCOUNT_ID"]);
  });

  test("build a part of the clusters, and know the others' names", () => {
    const clusters = ["a", "b", "c"].map((name) => cluster(name));
    const settings = settingsOf({ ...MINIMAL, clusters }, { BLUEPRINT_CLUSTERS: "c, a" });
    expect(settings.clusters.map(({ name }) => name)).toEqual(["a", "c"]);
    expect([settings.clusterNames, settings.isPart]).toEqual([["a", "b", "c"], true]);
  });

  test("are frozen to the last leaf", () => {
    const settings = settingsOf({ ...MINIMAL, tags: { team: "platform" } });
    const frozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(settings)).toBe(true);
  });

  test.each(["10.0.0.0/16", "172.31.0.0/16", "192.168.254.0/23", "100.64.0.0/16"])("accept the network %s", (cidr) => {
    expect(settingsOf({ ...MINIMAL, clusters: [cluster("a", { network: { cidr } })] }).clusters[0]?.network.cidr).toBe(
      cidr,
    );
  });

  test.each(["ap-southeast-2", "us-gov-west-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1"])(
    "accept the region %s",
    (region) => {
      expect(settingsOf({ ...MINIMAL, region }).region).toBe(region);
    },
  );

  test("accept full names of the endpoint services that go without NAT", () => {
    const services = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sqs", "ssm"];
    const interfaceEndpoints = [...services, "com.amazonaws.ap-southeast-2.sts"];
    const karpenter = { version: "1.14.1", imageRepository: "registry.example.com/karpenter/controller" };
    const isolated = cluster("a", { network: { natGateway: "none", interfaceEndpoints }, karpenter });
    expect(() => settingsOf({ ...MINIMAL, clusters: [isolated] })).not.toThrow();
  });
});

describe("warnings", () => {
  const account = "222222222222";
  const local = { backend: "local" } as const;
  /** A cluster that nothing is to be said of. */
  const calm = (more: Partial<ClusterInput["cluster"]> = {}, network: ClusterInput["network"] = {}) =>
    cluster("a", {
      ...POOLS,
      network,
      cluster: {
        version: "1.35",
        publicAccessCidrs: ["203.0.113.0/24"],
        access: [{ principalArn: "arn:aws:iam::222222222222:role/admin", policy: "admin" }],
        systemNodes: { minSize: 2, desiredSize: 2, maxSize: 3 },
        ...more,
      },
    });
  const NAT =
    'clusters[0].network.natGateway: "single" is one point of failure in a configuration that asks for protection; "per-zone" is not';

  test.each<[string, Partial<Blueprint>, string[]]>([
    ["nothing where nothing is to be said", { account, state: local, clusters: [calm()] }, []],
    ["the documentation account", { state: local, clusters: [calm()] }, [DOCUMENTATION_WARNING]],
    [
      "force destroy on the state bucket",
      { account, state: { forceDestroy: true }, clusters: [calm()] },
      [
        "state.forceDestroy: a destroy of the state stack deletes the bucket with every state in it; set it to false before production",
      ],
    ],
    ["a single NAT gateway beside a protected state", { account, clusters: [calm()] }, [NAT]],
    [
      "a single NAT gateway beside a protected cluster",
      { account, state: local, clusters: [calm({ deletionProtection: true })] },
      [NAT],
    ],
    [
      "no single NAT gateway where there is one for each zone",
      { account, clusters: [calm({ deletionProtection: true }, { natGateway: "per-zone" })] },
      [],
    ],
    [
      "an endpoint open to everyone, no access entry and a single node",
      { account, state: local, clusters: [cluster("a", POOLS)] },
      [
        "clusters[0].cluster.publicAccessCidrs: the public endpoint answers the whole Internet; name your networks, or set endpointPublicAccess: false",
        "clusters[0].cluster.access: no entry given, so the role or user that creates the cluster becomes its one admin; name your admins",
        "clusters[0].cluster.systemNodes.desiredSize: a single system node takes DNS and Karpenter with it when it goes; 2 do not",
      ],
    ],
    [
      "the near end of standard support",
      { account, state: local, clusters: [calm({ version: "1.34" })] },
      ["clusters[0].cluster.version: Kubernetes 1.34 reaches the end of standard support on 2026-12-02"],
    ],
    [
      "extended support",
      { account, state: local, clusters: [calm({ version: "1.33" })] },
      [
        "clusters[0].cluster.version: Kubernetes 1.33 is past its standard support, which ended on 2026-07-29; extended support costs 0.60 instead of 0.10 USD an hour",
      ],
    ],
    [
      "the near end of extended support",
      { account, state: local, clusters: [calm({ version: "1.31" })] },
      [
        "clusters[0].cluster.version: Kubernetes 1.31 reaches the end of extended support on 2026-11-26; EKS upgrades it then",
      ],
    ],
    [
      "a version past all support, where that is allowed",
      { account, state: local, clusters: [calm({ version: "1.30", allowUnsupportedVersion: true })] },
      ["clusters[0].cluster.version: Kubernetes 1.30 is past its extended support, which ended on 2026-07-23"],
    ],
    [
      "a ServiceMonitor",
      { account, state: local, clusters: [{ ...calm(), karpenter: { version: "1.14.1", serviceMonitor: true } }] },
      [
        "clusters[0].karpenter.serviceMonitor: the chart renders none, and says nothing, where the cluster does not have the Prometheus operator's CRDs",
      ],
    ],
    ...(
      [
        [
          { serviceAccount: { name: "other" } },
          "serviceAccount.name",
          "the controller's role trusts, karpenter.serviceAccount",
        ],
        [{ settings: { clusterName: "other" } }, "settings.clusterName", "the controller's permissions are for"],
        [{ settings: { interruptionQueue: "" } }, "settings.interruptionQueue", "the stack karpenter-infra makes"],
      ] as const
    ).map(([values, path, bound]): [string, Partial<Blueprint>, string[]] => [
      `a value of the chart that goes over ${path}`,
      { account, state: local, clusters: [{ ...calm(), karpenter: { version: "1.14.1", values } }] },
      [
        `clusters[0].karpenter.values.${path}: goes over what ${bound}; the controller works only if you change that too`,
      ],
    ]),
    ...(
      [
        ["1.8.0", "mixes up subnets, security groups and AMIs whose look-ups hash alike; use 1.8.2 or a later release"],
        ["1.8.1", "mixes up subnets, security groups and AMIs whose look-ups hash alike; use 1.8.2 or a later release"],
        ["1.8.4", "breaks topology spread; use 1.8.3, or a release later than 1.8.4"],
      ] as const
    ).map(([version, harm]): [string, Partial<Blueprint>, string[]] => [
      `Karpenter ${version}`,
      {
        account,
        state: local,
        clusters: [{ ...calm({ version: "1.32", supportType: "EXTENDED" }), karpenter: { version } }],
      },
      [
        "clusters[0].cluster.version: Kubernetes 1.32 is past its standard support, which ended on 2026-03-23; extended support costs 0.60 instead of 0.10 USD an hour",
        `clusters[0].karpenter.version: Karpenter ${version} ${harm}`,
      ],
    ]),
    [
      "no node pools, and the stacks that are not there",
      { account, state: local, clusters: [{ ...calm(), nodeClasses: {}, nodePools: {} }] },
      [
        "clusters[0].nodePools: none given, so there is no stack a-node-pools; Karpenter launches nothing until pools come from elsewhere",
      ],
    ],
  ])("name %s", (_, overrides, warnings) => {
    expect(settingsOf({ ...MINIMAL, ...overrides }).warnings).toEqual(warnings);
  });

  test("say nothing of a version whose dates AWS has not told", () => {
    expect(settingsOf({ ...MINIMAL, account, state: local, clusters: [calm({ version: "1.36" })] }).warnings).toEqual(
      [],
    );
  });

  test("count the last day of support as supported", () => {
    const on = (day: string) =>
      resolveSettings(
        { ...MINIMAL, clusters: [calm({ version: "1.30" })] },
        { environment: {}, today: new Date(day), source: "x" },
      );
    expect(() => on("2026-07-23T12:00:00Z")).not.toThrow();
    expect(() => on("2026-07-24T00:00:00Z")).toThrow("extended support ended on 2026-07-23");
  });
});

describe("the loader", () => {
  test("reads the shipped configuration", () => {
    const settings = loadSettings({ environment: {}, directory: PROJECT, today: TODAY });
    expect(settings.source).toBe("blueprint.config.ts");
    expect(settings.clusters.map(({ name, region }) => [name, region])).toEqual([["Carpenter", "ap-southeast-2"]]);
  });

  test("reads the file that BLUEPRINT_CONFIG names", () => {
    const folder = mkdtempSync(join(tmpdir(), "carpenter-config-"));
    writeFileSync(
      join(folder, "other.js"),
      'exports.default = { region: "eu-west-1", clusters: [{ name: "b", cluster: { version: "1.35" }, karpenter: { version: "1.14.1" } }] };',
    );
    const environment = { BLUEPRINT_CONFIG: "other.js" };
    expect(loadSettings({ environment, directory: folder, today: TODAY }).region).toBe("eu-west-1");
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["exports nothing", "module.exports = null;", "expected a configuration object, got nothing"],
    ["is no program", "export default {", "expected a file that can be loaded, got"],
    ["throws", 'throw new Error("no");', "expected a file that can be loaded, got Error: no"],
  ])("refuses a file that %s", (_, text, message) => {
    const folder = mkdtempSync(join(tmpdir(), "carpenter-config-"));
    writeFileSync(join(folder, "other.js"), text);
    const environment = { BLUEPRINT_CONFIG: "other.js" };
    expect(() => loadSettings({ environment, directory: folder, today: TODAY })).toThrow(message);
    rmSync(folder, { recursive: true });
  });

  test("takes a variable that is set to nothing as not set", () => {
    const environment = { AWS_ACCOUNT_ID: "", BLUEPRINT_CONFIG: "", BLUEPRINT_CLUSTERS: "" };
    const settings = loadSettings({ environment, directory: PROJECT, today: TODAY });
    expect([settings.source, settings.accountFrom, settings.isPart]).toEqual(["blueprint.config.ts", "default", false]);
  });

  test("refuses a folder", () => {
    expect(() =>
      loadSettings({ environment: { BLUEPRINT_CONFIG: "config" }, directory: PROJECT, today: TODAY }),
    ).toThrow("config has 1 fault:\n  expected a configuration file, got none");
  });

  test("refuses a file that is not there", () => {
    const environment = { BLUEPRINT_CONFIG: "missing.ts" };
    expect(() => loadSettings({ environment, directory: PROJECT, today: TODAY })).toThrow(
      "missing.ts has 1 fault:\n  expected a configuration file, got none; set BLUEPRINT_CONFIG to one",
    );
  });
});
