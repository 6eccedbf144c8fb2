import { STATE_STACK, stackName } from "../../config/names";
import { assertCovered, takeInventory } from "../aws/inventory";
import { inPairs } from "../pairs";
import { assertNothingPlanned } from "../plans";
import type { Step } from "../step";
import { expectSame, expectText, regionsOf, UNATTENDED, withoutBucket } from "./checks";
import { inCluster } from "./in-cluster";
import { createdInOrder, destroyedInOrder } from "./order";
import { renderedChart } from "./rendered-chart";

/** Outputs that people look for, by the kind of stack. */
const OUTPUTS = {
  network: ["vpc_id", "public_subnet_ids", "private_subnet_ids", "intra_subnet_ids"],
  cluster: ["cluster_name", "cluster_endpoint", "update_kubeconfig"],
  "karpenter-infra": ["controller_role_arn", "node_role_name", "interruption_queue_name"],
} as const;

/** From an empty account to a cluster that people can use. */
export const deploySteps: readonly Step[] = [
  {
    name: "synthesise, init and validate every stack",
    async run(rehearsal, note) {
      rehearsal.baseline = await takeInventory(rehearsal, regionsOf(rehearsal));
      await rehearsal.npm("synth");
      await inPairs(rehearsal.stacks, async (stack) => {
        await rehearsal.terraform(stack, ["init", "-backend=false", "-input=false"]);
        await rehearsal.terraform(stack, ["validate"]);
      });
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
    skip: withoutBucket,
    async run(rehearsal) {
      const { bucket, region } = rehearsal.settings.state;
      const location = region === "us-east-1" ? [] : ["--create-bucket-configuration", `LocationConstraint=${region}`];
      await rehearsal.aws(["s3api", "create-bucket", "--bucket", bucket, "--region", region, ...location]);
      const { output } = await rehearsal.npm("deploy", UNATTENDED, { expectedCode: 1 });
      await rehearsal.aws(["s3api", "delete-bucket", "--bucket", bucket, "--region", region]);
      expectText(output, `state bucket ${bucket}: expected the tags managed-by=carpenter`);
    },
  },
  renderedChart,
  {
    name: "deploy an empty account with one command",
    async run(rehearsal, note) {
      const { deployable, stacks } = rehearsal;
      const isWhole = deployable.length === stacks.length;
      rehearsal.began.deploy = Date.now();
      await rehearsal.npm("deploy", [...(isWhole ? [] : deployable), ...UNATTENDED]);
      note(deployable.join(", "));
    },
  },
  createdInOrder,
  {
    name: "plan nothing for any stack the second time",
    async run(rehearsal) {
      await assertNothingPlanned(rehearsal, rehearsal.deployable);
    },
  },
  {
    name: "show outputs under their plain names",
    async run(rehearsal) {
      for (const { name } of rehearsal.settings.clusters) {
        for (const [kind, wanted] of Object.entries(OUTPUTS)) {
          const stack = stackName(name, kind as keyof typeof OUTPUTS);
          const { stdout } = await rehearsal.terraform(stack, ["output", "-json"]);
          const names = Object.keys(JSON.parse(stdout) as object);
          const missing = wanted.filter((output) => !names.includes(output));
          if (missing.length > 0)
            throw new Error(`${stack}: expected outputs ${missing.join(", ")}, got ${names.join(", ")}`);
        }
      }
    },
  },
  inCluster,
];

/** From there back to an empty account. */
export const destroySteps: readonly Step[] = [
  {
    name: "destroy with one command",
    async run(rehearsal, note) {
      note(rehearsal.stacks.join(", "));
      rehearsal.began.destroy = Date.now();
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
  destroyedInOrder,
  {
    name: "find nothing left",
    async run(rehearsal, note) {
      const { eksFaults } = rehearsal.standIn;
      if (eksFaults.length > 0) throw new Error(`the stand-in for EKS: ${eksFaults.join("; ")}`);
      assertCovered(rehearsal.standIn.servicesCalled);
      expectSame(rehearsal.baseline, await takeInventory(rehearsal, regionsOf(rehearsal)));
      note(`looked into ${[...rehearsal.standIn.servicesCalled].sort().join(", ")}`);
    },
  },
];
