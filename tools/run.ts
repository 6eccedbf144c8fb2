import { spawn } from "node:child_process";
import { Failure } from "./failure";

export interface RunOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that could not be started. */
export class NotStarted extends Failure {
  override readonly name = "NotStarted";
  constructor(command: string, cause: NodeJS.ErrnoException) {
    super(cause.code === "ENOENT" ? `${command}: not found on PATH` : `${command}: ${cause.message}`);
  }
}

/**
 * Runs a command and captures what it prints.
 *
 * @throws Failure where there is no such command
 */
export function capture(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", (error) => {
      reject(new NotStarted(command, error));
    });
    child.on("close", (code) => {
      resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

/**
 * Shows a command, then runs it with this terminal as its own.
 *
 * @param shown what the user would type for the same
 * @throws Failure where it does not exit with 0
 */
export function runVisibly(
  command: string,
  args: readonly string[],
  options: RunOptions & { readonly shown: string },
): Promise<void> {
  console.log(`> ${options.shown}`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: "inherit",
    });
    // Ctrl-C reaches the child too; it decides when to end, and this process ends after it.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    const end = (error?: Failure) => {
      process.off("SIGINT", wait);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.on("error", (error) => {
      end(new NotStarted(command, error));
    });
    child.on("close", (code, signal) => {
      end(code === 0 ? undefined : new Failure(`${options.shown}: ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Words as one would type them into a shell. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
