import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { createWriteStream, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";

/** Thrown where the user ended the rehearsal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A command that ended otherwise than it should have. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  constructor(
    readonly command: string,
    readonly code: number,
    readonly output: string,
    readonly log: string,
  ) {
    super(`${command}: ended with exit code ${code}`);
  }
}

export interface Finished {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
  readonly stdout: string;
  readonly log: string;
}

/**
 * Every process of a rehearsal: each in a group of its own, so that Ctrl-C reaches it once and through here, its output
 * in a log, and none left when the rehearsal ends.
 */
export class Processes {
  private readonly commands = new Set<ChildProcess>();
  private readonly servers = new Set<ChildProcess>();
  private count = 0;
  private interrupted = false;

  /**
   * @param logs the folder for the logs
   * @param env the environment of every process, whole
   */
  constructor(
    private readonly logs: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    mkdirSync(logs, { recursive: true });
  }

  logOf(name: string): string {
    return join(this.logs, `${name}.log`);
  }

  /** Starts a server, which runs until `stopServers`. */
  start(name: string, command: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const log = openSync(this.logOf(name), "a");
    const options = {
      env: { ...this.env, ...env },
      stdio: ["ignore", log, log],
      detached: true,
    } satisfies SpawnOptions;
    return track(spawn(command, args, options), this.servers);
  }

  /**
   * Runs a command to its end.
   *
   * @throws CommandFailed where it ends with another code than those expected (default 0)
   * @throws Interrupted where the user ended the rehearsal meanwhile
   */
  async run(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string>; expectedCode?: number | readonly number[] } = {},
  ): Promise<Finished> {
    if (this.interrupted) throw new Interrupted();
    const shown = [command, ...args].join(" ");
    const log = this.logOf(
      `${String((this.count += 1)).padStart(3, "0")}-${shown.replace(/[^\w.-]+/g, "-").slice(0, 60)}`,
    );
    const sink = createWriteStream(log);
    sink.write(`> ${shown}\n`);
    const child = track(
      spawn(command, args, {
        cwd: options.cwd,
        env: { ...this.env, ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      }),
      this.commands,
    );
    let output = "";
    let stdout = "";
    const collect = (isStdout: boolean) => (chunk: Buffer) => {
      output += chunk.toString();
      if (isStdout) stdout += chunk.toString();
      sink.write(chunk);
    };
    child.stdout?.on("data", collect(true));
    child.stderr?.on("data", collect(false));
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => {
        resolve(exitCode ?? 1);
      });
    });
    sink.end();
    if (this.isInterrupted) throw new Interrupted();
    if (![options.expectedCode ?? 0].flat().includes(code)) throw new CommandFailed(shown, code, output, log);
    return { code, output, stdout, log };
  }

  /**
   * Ends the commands that run, the user having asked for it, and starts none again: they are told once, and have ten
   * seconds. Servers run on, for what is still to be taken down with them.
   */
  interrupt(): void {
    this.interrupted = true;
    for (const child of this.commands) signal(child, "SIGINT");
    setTimeout(() => {
      for (const child of this.commands) signal(child, "SIGKILL");
    }, 10_000).unref();
  }

  /** Ends every command that still runs. */
  stopCommands(): Promise<void> {
    return stop(this.commands);
  }

  stopServers(): Promise<void> {
    return stop(this.servers);
  }

  private get isInterrupted(): boolean {
    return this.interrupted;
  }
}

function track(child: ChildProcess, running: Set<ChildProcess>): ChildProcess {
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

async function stop(children: ReadonlySet<ChildProcess>): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      signal(child, "SIGTERM");
      const timer = setTimeout(() => {
        signal(child, "SIGKILL");
      }, 5_000);
      await ended;
      clearTimeout(timer);
    }),
  );
}

/** Signals a child and all it started: the child leads a process group. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // Ended meanwhile.
  }
}
