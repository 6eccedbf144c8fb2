import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs `body` with PATH holding only these commands, each a shell script, and the folders of the shell's own tools.
 * They stand in for other people's programs, never for anything of this project.
 */
export async function withCommands<T>(commands: Readonly<Record<string, string>>, body: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "carpenter-path-"));
  const path = process.env.PATH;
  try {
    for (const [name, script] of Object.entries(commands)) {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    }
    process.env.PATH = folder;
    return await body();
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  }
}
