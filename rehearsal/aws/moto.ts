import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../free-ports";
import type { Processes } from "../processes";

/**
 * Starts a moto server on a free loopback port.
 *
 * @param command the moto_server to run
 * @param account the account id that it answers with
 * @returns its address, once it answers
 */
export async function startMoto(processes: Processes, command: string, account: string): Promise<string> {
  const [port = 0] = await freePorts(1);
  const server = processes.start("moto", command, ["-H", "127.0.0.1", "-p", String(port)], {
    MOTO_ACCOUNT_ID: account,
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  });
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 60_000 && server.exitCode === null; waited += 200) {
    const answers = await fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return url;
    await sleep(200);
  }
  throw new Error(`moto did not answer within 60 s; its log is ${processes.logOf("moto")}`);
}
