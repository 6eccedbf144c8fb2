/** How a step ended. */
export type Verdict = "passed" | "failed" | "skipped";

/** Tells how the rehearsal goes: a line that lives in a terminal, plain lines elsewhere. */
export class Progress {
  private readonly counts: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0 };
  private started = Date.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly labels: Readonly<Record<Verdict, string>> = { passed: "ok  ", failed: "FAIL", skipped: "skip" },
  ) {}

  begin(step: string): void {
    this.started = Date.now();
    if (!this.stream.isTTY) return;
    const show = () => this.stream.write(`\r\u001b[K...  ${this.elapsed()}  ${step}`);
    show();
    this.timer = setInterval(show, 500);
  }

  end(step: string, verdict: Verdict, note = ""): void {
    clearInterval(this.timer);
    this.counts[verdict] += 1;
    const lead = this.stream.isTTY ? "\r\u001b[K" : "";
    this.stream.write(`${lead}${this.labels[verdict]} ${this.elapsed()}  ${step}${note === "" ? "" : `: ${note}`}\n`);
  }

  /** Ends the line of a step that was not let finish; it counts as nothing. */
  abandon(step: string): void {
    clearInterval(this.timer);
    this.stream.write(`${this.stream.isTTY ? "\r\u001b[K" : ""}ended ${this.elapsed()} ${step}\n`);
  }

  get failed(): boolean {
    return this.counts.failed > 0;
  }

  /** The plain closing line. */
  summary(): string {
    const { passed, failed, skipped } = this.counts;
    return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  }

  private elapsed(): string {
    return `${((Date.now() - this.started) / 1000).toFixed(1).padStart(6)} s`;
  }
}
