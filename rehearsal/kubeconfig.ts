import { join } from "node:path";
import { stackName } from "../config/names";
import type { Rehearsal } from "./rehearsal";

/** Gives kubectl access to a cluster by the line that its stack prints. */
export async function kubeconfigOf(rehearsal: Rehearsal, cluster: string): Promise<string> {
  const args = ["output", "-raw", "update_kubeconfig"];
  const { stdout } = await rehearsal.terraform(stackName(cluster, "cluster"), args);
  const kubeconfig = join(rehearsal.folder, `${cluster}.kubeconfig`);
  const [command = "", ...rest] = stdout.trim().split(" ");
  await rehearsal.run(command, [...rest, "--kubeconfig", kubeconfig]);
  return kubeconfig;
}
