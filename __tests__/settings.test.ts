import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadSettings } from "../config/load";
import type { Blueprint } from "../config/blueprint";
import { MINIMAL, settingsOf, TODAY } from "./helpers/synth";

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
      providerVersions: { aws: "6.25.0" },
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
        },
      ],
      clusterNames: ["Carpenter"],
      isPart: false,
      warnings: expect.any(Array) as unknown[],
    });
  });

  test("let a cluster and the state inherit account and region, or have their own", () => {
    const settings = settingsOf(
      {
        account: "222222222222",
        region: "us-east-1",
        state: { account: "333333333333" },
        clusters: [{ name: "a" }, { name: "b", account: "444444444444", region: "eu-west-1" }],
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
    const clusters = ["a", "b", "c"].map((name) => ({ name }));
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
    expect(settingsOf({ ...MINIMAL, clusters: [{ name: "a", network: { cidr } }] }).clusters[0]?.network.cidr).toBe(
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
    expect(() =>
      settingsOf({ ...MINIMAL, clusters: [{ name: "a", network: { natGateway: "none", interfaceEndpoints } }] }),
    ).not.toThrow();
  });
});

describe("warnings", () => {
  const account = "222222222222";
  test.each<[string, Partial<Blueprint>, string[]]>([
    ["the documentation account", { state: { backend: "local" } }, [DOCUMENTATION_WARNING]],
    [
      "force destroy on the state bucket",
      { account, state: { forceDestroy: true } },
      [
        "state.forceDestroy: a destroy of the state stack deletes the bucket with every state in it; set it to false before production",
      ],
    ],
    [
      "a single NAT gateway where protection is asked for",
      {
        account,
        clusters: [
          { name: "a", network: { natGateway: "per-zone" } },
          { name: "b", network: { natGateway: "single" } },
        ],
      },
      [
        'clusters[1].network.natGateway: "single" is one point of failure in a configuration that protects its state; "per-zone" is not',
      ],
    ],
    ["nothing where nothing is to be said", { account, state: { backend: "local", forceDestroy: true } }, []],
  ])("name %s", (_, overrides, warnings) => {
    expect(settingsOf({ ...MINIMAL, ...overrides }).warnings).toEqual(warnings);
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
    writeFileSync(join(folder, "other.js"), 'exports.default = { region: "eu-west-1", clusters: [{ name: "b" }] };');
    const environment = { BLUEPRINT_CONFIG: "other.js" };
    expect(loadSettings({ environment, directory: folder, today: TODAY }).region).toBe("eu-west-1");
    rmSync(folder, { recursive: true });
  });

  test("refuses a file that is not there", () => {
    const environment = { BLUEPRINT_CONFIG: "missing.ts" };
    expect(() => loadSettings({ environment, directory: PROJECT, today: TODAY })).toThrow(
      "missing.ts has 1 fault:\n  expected a configuration file, got nothing; set BLUEPRINT_CONFIG to one",
    );
  });
});
