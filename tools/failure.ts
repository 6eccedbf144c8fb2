/** What ends a command with one message and no stack trace: the user can mend it. */
export class Failure extends Error {
  override readonly name: string = "Failure";
}

/** Runs a command's body; a `Failure` or a faulty configuration is printed and makes the exit code 1. */
export async function main(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const isForTheUser = error instanceof Failure || (error instanceof Error && error.name === "ConfigurationError");
    if (!isForTheUser) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
