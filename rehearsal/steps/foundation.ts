import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Blueprint } from "../../config/blueprint";
import { STATE_STACK, stackName } from "../../config/names";
import { assertCovered, takeInventory } from "../aws/inventory";
import type { Rehearsal, Step } from "../rehearsal";

/** Flags that a rehearsal gives the CLI: nobody to ask, and no registry to take checksums from. */
const UNATTENDED = ["--auto-approve", "--skip-provider-lock"];

const regionsOf = ({ settings }: Rehearsal): string[] => [
  ...new Set([settings.state.region, ...settings.clusters.map(({ region }) => region)]),
];

const hasBucket = ({ settings }: Rehearsal): string | undefined =>
  settings.state.backend === "s3" ? undefined : "state is local, so there is no bucket";

/** What moto can stand in for: its EKS is too thin to deploy a cluster on. */
const deployable = (rehearsal: Rehearsal): string[] => rehearsal.stacks.filter((name) => !name.endsWith("-cluster"));

/** State bucket and network: synthesised, deployed, guarded, changed, destroyed. */
export const foundationSteps: readonly Step[] = [
  {
    name: "synthesise, init and validate every stack",
    async run(rehearsal, note) {
      rehearsal.baseline = await takeInventory(rehearsal, regionsOf(rehearsal));
      await rehearsal.npm("synth");
      for (const stack of rehearsal.stacks) {
        await rehearsal.terraform(stack, ["init", "-backend=false", "-input=false"]);
        await rehearsal.terraform(stack, ["validate"]);
      }
      note(rehearsal.stacks.join(", "));
    },
  },
  {
    name: "refuse the wrong account before anything is made",
    skip: ({ blueprint }) =>
      [blueprint.state ?? {}, ...blueprint.clusters].some((home) => "assumeRole" in home || "account" in home)
        ? "accounts and roles are set one by one"
        : undefined,
    async run(rehearsal) {
      rehearsal.configure({ ...rehearsal.blueprint, account: "999999999999" });
      const { output } = await rehearsal.npm("deploy", UNATTENDED, { expectedCode: 1 });
      rehearsal.configure(rehearsal.blueprint);
      expectText(output, "account: expected credentials for 999999999999");
      expectSame(rehearsal.baseline, await takeInventory(rehearsal, regionsOf(rehearsal)));
    },
  },
  {
    name: "refuse a state bucket that is not ours",
    skip: hasBucket,
    async run(rehearsal) {
      const { bucket, region } = rehearsal.settings.state;
      const location = region === "us-east-1" ? [] : ["--create-bucket-configuration", `LocationConstraint=${region}`];
      await rehearsal.aws(["s3api", "create-bucket", "--bucket", bucket, "--region", region, ...location]);
      const { output } = await rehearsal.npm("deploy", UNATTENDED, { expectedCode: 1 });
      await rehearsal.aws(["s3api", "delete-bucket", "--bucket", bucket, "--region", region]);
      expectText(output, `state bucket ${bucket}: expected the tags managed-by=carpenter`);
    },
  },
  {
    name: "deploy an empty account with one command",
    async run(rehearsal, note) {
      await rehearsal.npm("deploy", [...deployable(rehearsal), ...UNATTENDED]);
      note(deployable(rehearsal).join(", "));
    },
  },
  {
    name: "plan nothing for any stack the second time",
    async run(rehearsal) {
      await rehearsal.assertNothingPlanned(deployable(rehearsal));
    },
  },
  {
    name: "show outputs under their plain names",
    async run(rehearsal) {
      const { clusters } = rehearsal.settings;
      for (const { name } of clusters) {
        const { stdout } = await rehearsal.terraform(stackName(name, "network"), ["output", "-json"]);
        const names = Object.keys(JSON.parse(stdout) as object);
        for (const wanted of ["vpc_id", "public_subnet_ids", "private_subnet_ids", "intra_subnet_ids"]) {
          if (!names.includes(wanted))
            throw new Error(`${name}: expected an output ${wanted}, got ${names.join(", ")}`);
        }
      }
    },
  },
  {
    name: "deploy from another machine: leave the bucket, then import it",
    skip: hasBucket,
    async run(rehearsal) {
      const output = join(rehearsal.folder, "elsewhere", "cdktf.out");
      const left = await rehearsal.npm("deploy", [...deployable(rehearsal), ...UNATTENDED], { output });
      expectText(left.output, "ours, made elsewhere; left as it is");
      await rehearsal.npm("deploy", [STATE_STACK, "--import-state", ...UNATTENDED], { output });
      const again = await rehearsal.npm("diff", [STATE_STACK, "--skip-provider-lock"], { output });
      expectText(again.output, "No changes.");
      rmSync(join(rehearsal.folder, "elsewhere"), { recursive: true });
    },
  },
  {
    name: "keep the bucket while a stack has state in it",
    skip: (rehearsal) =>
      hasBucket(rehearsal) ?? (rehearsal.settings.state.forceDestroy ? undefined : "the bucket is protected anyway"),
    async run(rehearsal) {
      const { output } = await rehearsal.npm("destroy", [STATE_STACK, ...UNATTENDED]);
      expectText(output, "kept, because it holds the state of");
      await rehearsal.assertNothingPlanned(deployable(rehearsal));
    },
  },
  {
    name: "refuse a deploy that has forgotten a cluster",
    skip: hasBucket,
    async run(rehearsal) {
      const [first] = rehearsal.settings.clusters;
      if (first === undefined) return;
      const renamed = rehearsal.blueprint.clusters.map((cluster) => ({ ...cluster, name: `other-${cluster.name}` }));
      rehearsal.configure({ ...rehearsal.blueprint, clusters: renamed });
      const { output } = await rehearsal.npm("deploy", UNATTENDED, { expectedCode: 1 });
      rehearsal.configure(rehearsal.blueprint);
      expectText(output, "clusters: expected every cluster that has state in");
      expectText(output, first.name.toLowerCase());
      await rehearsal.npm("synth");
    },
  },
  {
    name: "change NAT from single to per zone: plan that alone, apply it, plan nothing",
    skip: ({ settings }) =>
      settings.clusters[0]?.network.natGateway === "single" ? undefined : "natGateway is not single",
    async run(rehearsal, note) {
      const [first, ...others] = rehearsal.blueprint.clusters;
      const [settings] = rehearsal.settings.clusters;
      if (first === undefined || settings === undefined) return;
      const changed: Blueprint = {
        ...rehearsal.blueprint,
        clusters: [{ ...first, network: { ...first.network, natGateway: "per-zone" } }, ...others],
      };
      rehearsal.configure(changed);
      await rehearsal.npm("synth");
      const { zones } = settings.network;
      const more = (typeof zones === "number" ? zones : zones.length) - 1;
      const expected = [
        ...Array<string>(more).fill("create aws_eip"),
        ...Array<string>(more).fill("create aws_nat_gateway"),
        ...Array<string>(more).fill("update aws_route"),
      ];
      const stack = stackName(first.name, "network");
      const planned = await rehearsal.plan(stack);
      if (planned.join() !== expected.join()) {
        throw new Error(`${stack}: expected to plan ${expected.join(", ")}, got ${planned.join(", ")}`);
      }
      await rehearsal.assertNothingPlanned(deployable(rehearsal).filter((name) => name !== stack));
      await rehearsal.npm("deploy", [stack, ...UNATTENDED]);
      await rehearsal.assertNothingPlanned([stack]);
      note(`${expected.length} changes`);
    },
  },
  {
    name: "destroy with one command",
    async run(rehearsal, note) {
      note(rehearsal.stacks.join(", "));
      const { output } = await rehearsal.npm("destroy", UNATTENDED);
      const { backend, forceDestroy } = rehearsal.settings.state;
      if (backend === "local" || forceDestroy) return;
      expectText(output, "kept, because state.forceDestroy is false");
      // What a user does who means it: allow it, deploy that, destroy.
      rehearsal.configure({ ...rehearsal.blueprint, state: { ...rehearsal.blueprint.state, forceDestroy: true } });
      const early = await rehearsal.npm("destroy", [STATE_STACK, ...UNATTENDED]);
      expectText(early.output, "kept, because it was deployed with state.forceDestroy false");
      await rehearsal.npm("deploy", [STATE_STACK, ...UNATTENDED]);
      await rehearsal.npm("destroy", [STATE_STACK, ...UNATTENDED]);
    },
  },
  {
    name: "find nothing left",
    async run(rehearsal, note) {
      assertCovered(rehearsal.servicesCalled);
      expectSame(rehearsal.baseline, await takeInventory(rehearsal, regionsOf(rehearsal)));
      note(`looked into ${[...rehearsal.servicesCalled].sort().join(", ")}`);
    },
  },
];

function expectText(output: string, text: string): void {
  // The CLI wraps and prefixes its lines; the text itself is what matters.
  if (!output.replace(/\s+/g, " ").includes(text)) {
    throw new Error(`expected the output to say "${text}", got:\n${output}`);
  }
}

function expectSame(earlier: ReadonlySet<string>, now: ReadonlySet<string>): void {
  const more = [...now].filter((line) => !earlier.has(line));
  const fewer = [...earlier].filter((line) => !now.has(line));
  if (more.length + fewer.length > 0) {
    throw new Error(`expected what was there before, got more: ${more.join(", ")}; fewer: ${fewer.join(", ")}`);
  }
}
