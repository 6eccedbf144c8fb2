/** What ends a command with one message and no stack trace: the user can mend it. */
export class Failure extends Error {
  override readonly name: string = "Failure";
}
