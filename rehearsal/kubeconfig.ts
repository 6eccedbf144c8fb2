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

/** The version of a cluster's API server. */
export async function serverVersion(rehearsal: Rehearsal, cluster: string): Promise<string> {
  const kubeconfig = await kubeconfigOf(rehearsal, cluster);
  const { stdout } = await rehearsal.run("kubectl", ["--kubeconfig", kubeconfig, "get", "--raw", "/version"]);
  return (JSON.parse(stdout) as { gitVersion: string }).gitVersion;
}
