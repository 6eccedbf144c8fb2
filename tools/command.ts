import { BlueprintApp } from "./app";
import { type Arguments, parseArguments } from "./arguments";
import { Failure } from "./failure";

/**
 * Runs a command on the app: reads the command line, checks and synthesises, then runs the body. What the user can mend
 * is printed in one message, without a stack trace, and makes the exit code 1.
 */
export async function runCommand(
  usage: string,
  body: (app: BlueprintApp, args: Arguments) => Promise<void>,
): Promise<void> {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args.help) {
      console.log(usage);
      return;
    }
    const app = new BlueprintApp(args);
    await app.prepare();
    await body(app, args);
  } catch (error) {
    const isForTheUser = error instanceof Failure || (error instanceof Error && error.name === "ConfigurationError");
    if (!isForTheUser) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
